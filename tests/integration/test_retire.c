/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Workers that end by themselves, between two requests: after so many of
 * them, or when they have grown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/process.h"
#include "tests/lib/worklog.h"

#define END_MS 20000
#define LOG_MS 2000
#define WORKERS 4
#define REQUESTS 20

static struct nest nest;

static int
teardown(void **state)
{
	(void)state;
	return nest_close(&nest, false);
}

static void
start(unsigned workers, const char *option, const char *value)
{
	const char *args[] = {option, value, NULL};

	assert_int_equal(nest_open(&nest, workers, args), 0);
}

static void
ask(void)
{
	struct fcgi_request r = {.path = "/headers"};
	struct fcgi_answer a;

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
}

static pid_t
worker(void)
{
	struct scoreboard_worker w;

	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	return (pid_t)w.pid;
}

static void
assert_retired(pid_t pid, const char *reason)
{
	json_t *line;

	assert_int_equal(process_wait_gone(pid, END_MS), 0);
	line = worklog_find(nest.log, "reason", reason, LOG_MS);
	assert_non_null(line);
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	ask();
	/* That is no death to be counted. */
	assert_int_equal(nest_record(&nest).restarts, 0);
}

static void
test_max_requests(void **state)
{
	pid_t pid;

	(void)state;
	start(1, "--max-requests", "5");
	pid = worker();
	for (int i = 0; i < 4; i++)
		ask();
	assert_int_equal(nest_wait_free(&nest, 1, END_MS), 0);
	assert_int_equal(worker(), pid);
	ask();
	assert_retired(pid, "requests");
	for (int i = 0; i < 20; i++)
		ask();
	assert_int_equal(nest_record(&nest).restarts, 0);
}

/* How many requests each worker has done that ended, by place; the first. */
static unsigned
read_ends(json_int_t *done)
{
	char *text = process_read_file(nest.log, NULL), *rest = text, *line;
	unsigned n = 0;

	while (rest && (line = strsep(&rest, "\n")) && rest) {
		json_t *json = json_loads(line, 0, NULL);
		json_t *place = json_object_get(json, "worker");
		json_t *requests = json_object_get(json, "requests");

		if (place && requests && !done[json_integer_value(place)]) {
			done[json_integer_value(place)] =
			    json_integer_value(requests);
			n++;
		}
		json_decref(json);
	}
	free(text);
	return n;
}

static void
test_they_do_not_end_together(void **state)
{
	json_int_t done[2 * WORKERS] = {0};
	double end = process_now_ms() + END_MS;

	(void)state;
	start(WORKERS, "--max-requests", "20");
	do {
		assert_true(process_now_ms() < end);
		memset(done, 0, sizeof(done));
		ask();
	} while (read_ends(done) < WORKERS);
	for (int i = 0; i < WORKERS; i++) {
		assert_in_range(done[i], REQUESTS * 9 / 10, REQUESTS * 11 / 10);
		for (int j = 0; j < i; j++)
			assert_int_not_equal(done[i], done[j]);
	}
}

static void
test_max_rss(void **state)
{
	pid_t pid;

	(void)state;
	start(1, "--max-rss", "1m");
	pid = worker();
	ask();
	assert_retired(pid, "memory");
	assert_int_equal(nest_close(&nest, false), 0);
	start(1, "--max-rss", "4g");
	pid = worker();
	for (int i = 0; i < 5; i++)
		ask();
	assert_int_equal(nest_wait_free(&nest, 1, END_MS), 0);
	assert_int_equal(worker(), pid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(test_max_requests, teardown),
	    cmocka_unit_test_teardown(test_they_do_not_end_together, teardown),
	    cmocka_unit_test_teardown(test_max_rss, teardown),
	};

	return cmocka_run_group_tests_name("retire", tests, NULL, NULL);
}
