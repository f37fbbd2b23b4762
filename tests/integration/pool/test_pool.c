/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool's life: dead workers are replaced, a stop takes less than a second
 * and leaves nothing behind, and a pool that is down means a refusal, not a
 * hang.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define WORKERS 2
#define REPLACED_MS 10000
#define ARRIVE_MS 10000
#define STOP_MS 1000
#define BUSY_CPU_MS 50
#define SLOW_LINES 100
#define BACK_MS 10000

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {.workers = WORKERS};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	int rc = server_stop(server);

	(void)state;
	server = NULL;
	return rc;
}

static long
status_of_a_post(void)
{
	struct http_answer answer;
	long status = 0;

	if (http_post(server->port, "/headers", "x", 1, &answer) == 0)
		status = answer.status;
	http_answer_clear(&answer);
	return status;
}

static bool
lives(pid_t pid, const pid_t *workers)
{
	for (int i = 0; i < WORKERS; i++)
		if (workers[i] == pid)
			return true;
	return false;
}

static void
assert_replaced(pid_t killed)
{
	pid_t workers[POOL_MAX];

	assert_int_equal(process_wait_gone(killed, REPLACED_MS), 0);
	do
		assert_int_equal(
		    pool_workers(&server->pool, workers, REPLACED_MS), 0);
	while (lives(killed, workers));
}

static void
test_an_idle_worker_is_replaced(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	assert_int_equal(pool_workers(&server->pool, workers, REPLACED_MS), 0);
	/* Now its death is not one before the first request. */
	for (int i = 0; i < 4 * WORKERS; i++)
		assert_int_equal(status_of_a_post(), 200);
	for (int i = 0; i < WORKERS; i++) {
		assert_int_equal(kill(workers[i], SIGKILL), 0);
		assert_replaced(workers[i]);
	}
	for (int i = 0; i < 4 * WORKERS; i++)
		assert_int_equal(status_of_a_post(), 200);
}

/*
 * Gives both workers work, by clients that read their answers later.  The work
 * has begun: a request that still waits for accept() would go to the next
 * worker.
 */
static void
keep_busy(int *fds)
{
	pid_t workers[POOL_MAX];
	struct page_file page;
	char *request;
	size_t len;

	assert_int_equal(page_slow(SLOW_LINES, 17, &page), 0);
	request = load_client_post("/ocr", "", page.data, page.len, &len);
	for (int i = 0; i < WORKERS; i++) {
		fds[i] = raw_request(server->port, request, len);
		assert_true(fds[i] >= 0);
	}
	assert_true(
	    status_wait(server->port, "running", WORKERS, ARRIVE_MS) >= 0);
	assert_int_equal(pool_workers(&server->pool, workers, REPLACED_MS), 0);
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(
		    process_wait_busy(workers[i], BUSY_CPU_MS, ARRIVE_MS), 0);
	free(request);
	page_file_clear(&page);
}

/* Ends the pool by the signal, while its workers are busy or idle, within the
 * bound, and starts the next one. */
static void
stops_at_once(int sig, bool busy)
{
	int fds[WORKERS];
	int bound = server_is_sanitized() ? 5 * STOP_MS : STOP_MS;

	if (busy)
		keep_busy(fds);
	assert_int_equal(pool_end(&server->pool, sig, bound), 0);
	for (int i = 0; busy && i < WORKERS; i++)
		close(fds[i]);
	/* spawn-fcgi made the socket, and the next pool takes it over. */
	assert_int_equal(
	    pool_start(&server->pool, server->dir, WORKERS, NULL), 0);
}

static void
test_term_and_int_stop_at_once(void **state)
{
	(void)state;
	stops_at_once(SIGTERM, false);
	stops_at_once(SIGINT, false);
}

static void
test_term_stops_busy_workers(void **state)
{
	(void)state;
	stops_at_once(SIGTERM, true);
}

static void
test_int_stops_busy_workers(void **state)
{
	(void)state;
	stops_at_once(SIGINT, true);
}

static void
test_workers_do_not_outlive_their_master(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	assert_int_equal(pool_workers(&server->pool, workers, REPLACED_MS), 0);
	kill(server->pool.pid, SIGKILL);
	assert_int_equal(process_wait(server->pool.pid, STOP_MS, NULL), 0);
	server->pool.pid = 0;
	for (int i = 0; i < WORKERS; i++)
		assert_int_equal(process_wait_gone(workers[i], STOP_MS), 0);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_an_idle_worker_is_replaced),
	    ON_ITS_OWN(test_term_and_int_stop_at_once),
	    ON_ITS_OWN(test_term_stops_busy_workers),
	    ON_ITS_OWN(test_int_stops_busy_workers),
	    ON_ITS_OWN(test_workers_do_not_outlive_their_master),
	};

	return server_report(
	    cmocka_run_group_tests_name("pool", tests, NULL, NULL));
}
