/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Workers and whole pools that die cost their clients nothing but time: a
 * request that had a worker runs once more, and one that had none waits.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

/* lighttpd's own default would split a body into files of this size. */
#define CONF                                                                   \
	"ocr.timeout := 60\n"                                                  \
	"server.upload-temp-file-size := 1048576\n"

static struct server_options one_worker = {.workers = 1, .conf = CONF};
static struct server_options many_workers = {.workers = 4, .conf = CONF};

/* Posts a page that keeps the worker busy for seconds.  Bytes behind the end of
 * a PNG are ignored: they make the body as long as wanted. */
static int
post_page(unsigned lines, size_t body_len)
{
	char *request, *body = calloc(1, body_len);
	struct page_file page;
	size_t len;
	int fd;

	assert_int_equal(page_slow(lines, 17, &page), 0);
	assert_true(page.len <= body_len);
	memcpy(body, page.data, page.len);
	request = load_client_post(
	    "/ocr", "X-Request-Id: replay\r\n", body, body_len, &len);
	fd = raw_request(server_fixture->port, request, len);
	assert_true(fd >= 0);
	free(request);
	free(body);
	page_file_clear(&page);
	return fd;
}

/* Kills the worker when it reads the page: a request that still waits for
 * accept() would go to the next worker without being a replay. */
static void
kill_the_worker(void)
{
	static pid_t killed;

	killed = server_fixture_recognizing(killed);
	assert_int_equal(kill(killed, SIGKILL), 0);
}

static void
assert_replayed(unsigned lines, size_t len)
{
	const char *answer;
	json_t *line;
	int fd = post_page(lines, len);

	kill_the_worker();
	answer = server_fixture_finish(fd, 200);
	assert_int_equal(client_number(answer, "X-OCR-Replayed"), 1);
	assert_int_equal(server_fixture_number("totals.replayed"), 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
	/* The second worker got the whole body. */
	line = server_fixture_logged("outcome", "ok");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "bytes_in")), len);
	json_decref(line);
}

static void
test_a_body_in_memory_is_replayed(void **state)
{
	(void)state;
	assert_replayed(12, 60000);
}

static void
test_a_body_in_a_file_is_replayed(void **state)
{
	(void)state;
	assert_replayed(40, 3000000);
}

/* A request that kills every worker that has it is ended after the second. */
static void
test_a_second_death_is_a_500(void **state)
{
	const char *answer;
	int fd = post_page(40, 1000000);

	(void)state;
	for (int round = 0; round < 2; round++) {
		server_fixture_wait("totals.replayed", round);
		kill_the_worker();
	}
	answer = server_fixture_finish(fd, 500);
	assert_non_null(strstr(answer, "application/problem+json"));
	assert_int_equal(server_fixture_number("totals.failed"), 1);
}

/* Starts a process that kills a random worker every 100 ms.  Returns its
 * process id, so that it can be killed itself. */
static pid_t
start_killer(pid_t master)
{
	/* A worker lives long enough to read a page. */
	const unsigned pause_us = server_is_sanitized() ? 2000000 : 100000;
	pid_t pid = fork(), workers[POOL_MAX];

	if (pid != 0)
		return pid;
	srand(7);
	for (;;) {
		size_t n = process_children(master, workers, POOL_MAX);

		if (n > 0)
			kill(workers[(size_t)rand() % n], SIGKILL);
		usleep(pause_us);
	}
}

static void
test_random_deaths_lose_nothing(void **state)
{
	struct load_client_result result;
	struct page_file page;
	char *request;
	size_t len;
	pid_t killer;

	(void)state;
	assert_int_equal(page_text("one", PAGE_PNG, &page), 0);
	request = load_client_post("/ocr", "", page.data, page.len, &len);
	killer = start_killer(server_fixture->pool.pid);
	assert_int_equal(load_client_run(server_fixture->port, 200, request,
			     len, 120000, &result),
	    0);
	process_kill(killer);
	for (int i = 0; i < LOAD_CLIENT_STATUS_MAX; i++)
		if (result.status[i] > 0)
			print_message("%u x %d\n", result.status[i], i);
	print_message("%u late, %u broken\n", result.late, result.broken);
	/* A request may meet two deaths; then it still gets an answer. */
	assert_int_equal(result.status[200] + result.status[500], 200);
	assert_int_equal(result.broken, 0);
	assert_true(result.status[500] <= 4);
	free(request);
	page_file_clear(&page);
}

static void
test_a_pool_that_is_away_loses_nothing(void **state)
{
	int fds[20];

	(void)state;
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	for (int i = 0; i < 20; i++)
		fds[i] = server_fixture_post("/headers", "", 1000);
	server_fixture_wait("queued", 20);
	assert_int_equal(
	    pool_start(&server_fixture->pool, server_fixture->dir, 1, NULL), 0);
	for (int i = 0; i < 20; i++)
		server_fixture_finish(fds[i], 200);
	assert_int_equal(server_fixture_number("totals.failed"), 0);
}

static void
test_readyz_and_deadline_without_a_pool(void **state)
{
	const char *answer;
	int fd;

	(void)state;
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	fd = server_fixture_post("/headers?timeout=1", "", 10);
	server_fixture_wait("queued", 1);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_int_equal(client_finish(fd, 2000, &answer), 503);
	assert_true(client_number(answer, "Retry-After") >= 1);
	assert_int_equal(
	    pool_start(&server_fixture->pool, server_fixture->dir, 1, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_body_in_memory_is_replayed, &one_worker),
	    SERVER_FIXTURE_TEST(test_a_body_in_a_file_is_replayed, &one_worker),
	    SERVER_FIXTURE_TEST(test_a_second_death_is_a_500, &one_worker),
	    SERVER_FIXTURE_TEST(test_random_deaths_lose_nothing, &many_workers),
	    SERVER_FIXTURE_TEST(
		test_a_pool_that_is_away_loses_nothing, &one_worker),
	    SERVER_FIXTURE_TEST(
		test_readyz_and_deadline_without_a_pool, &one_worker),
	};

	return server_report(
	    cmocka_run_group_tests_name("replay", tests, NULL, NULL));
}
