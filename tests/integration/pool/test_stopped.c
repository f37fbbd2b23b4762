/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Somebody stops a worker by SIGSTOP while it is idle: it still has its slot,
 * but takes no request.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"

#define END_MS 30000
#define LOG_MS 2000
/* A worker may be stopped for so long, and another one is there so soon. */
#define STOPPED_MS 10000
#define SOON_MS 1000

/* There are several pools at once, since each has to wait. */
static struct test_pool one, two, quitting;

static pid_t
stop_worker(const struct test_pool *fixture)
{
	struct scoreboard_worker w;

	assert_true(
	    test_pool_find(fixture, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	assert_int_equal(kill((pid_t)w.pid, SIGSTOP), 0);
	return (pid_t)w.pid;
}

/* Returns the milliseconds until the answer. */
static double
ask(const struct test_pool *fixture)
{
	struct fcgi_request r = {.path = "/headers"};
	struct fcgi_answer a;
	double begin = process_now_ms();

	assert_int_equal(fcgi_ask(fixture->sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
	return process_now_ms() - begin;
}

static void
assert_replaced(const struct test_pool *fixture, pid_t pid, unsigned workers)
{
	struct scoreboard_worker w;
	json_t *line;

	line = log_reader_find(fixture->log, "reason", "stopped", STOPPED_MS);
	assert_non_null(line);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "worker_pid")), pid);
	json_decref(line);
	assert_int_equal(process_wait_gone(pid, LOG_MS), 0);
	/* Its death does not count as one before the first request. */
	line = log_reader_find(fixture->log, "event", "worker died", LOG_MS);
	assert_non_null(line);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "delay_ms")), 0);
	json_decref(line);
	assert_int_equal(test_pool_wait_free(fixture, workers, END_MS), 0);
	for (unsigned i = 0; i < workers; i++) {
		assert_true(scoreboard_read_worker(fixture->scoreboard, i, &w));
		assert_int_not_equal(w.pid, pid);
	}
}

static void
test_it_is_replaced(void **state)
{
	pid_t in_one, in_two;
	int status = -1;

	(void)state;
	assert_int_equal(test_pool_open(&one, 1, NULL), 0);
	assert_int_equal(test_pool_open(&two, 2, NULL), 0);
	assert_int_equal(test_pool_open(&quitting, 1, NULL), 0);
	in_two = stop_worker(&two);
	stop_worker(&quitting);
	kill(quitting.pool.pid, SIGQUIT);
	in_one = stop_worker(&one);
	/* The other worker takes the requests. */
	for (int i = 0; i < 10; i++)
		assert_true(ask(&two) < SOON_MS);
	assert_in_range(
	    ask(&one), STOPPED_MS / 2, test_pool_slack(STOPPED_MS + SOON_MS));
	assert_replaced(&one, in_one, 1);
	assert_replaced(&two, in_two, 2);
	assert_int_equal(process_wait(quitting.pool.pid, END_MS, &status), 0);
	assert_int_equal(status, 0);
	quitting.pool.pid = 0;
}

/* The next program does not know that the worker is stopped. */
static void
test_it_goes_on_for_a_reload(void **state)
{
	double begin;
	pid_t pid;

	(void)state;
	assert_int_equal(test_pool_open(&one, 1, NULL), 0);
	pid = stop_worker(&one);
	begin = process_now_ms();
	kill(one.pool.pid, SIGHUP);
	assert_int_equal(test_pool_wait_generation(&one, 2, END_MS), 0);
	assert_int_equal(process_wait_gone(pid, END_MS), 0);
	assert_true(process_now_ms() - begin < STOPPED_MS);
}

static int
teardown(void **state)
{
	struct test_pool *pools[] = {&one, &two, &quitting};
	int rc = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		if (test_pool_close(pools[i], false) < 0)
			rc = -1;
	return rc;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(test_it_is_replaced, teardown),
	    cmocka_unit_test_teardown(test_it_goes_on_for_a_reload, teardown),
	};

	return cmocka_run_group_tests_name("stopped", tests, NULL, NULL);
}
