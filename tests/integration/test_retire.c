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

#include "tests/lib/perch.h"

#define WORKERS 4
#define REQUESTS 20

static pid_t
worker(void)
{
	return (pid_t)perch_idle().pid;
}

static void
assert_retired(pid_t pid, const char *reason)
{
	json_t *line;

	assert_int_equal(process_wait_gone(pid, PERCH_MS), 0);
	line = perch_logged("reason", reason);
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	perch_headers();
	/* That is no death to be counted. */
	assert_int_equal(nest_record(&perch).restarts, 0);
}

static void
test_max_requests(void **state)
{
	pid_t pid;

	(void)state;
	perch_start(1, "--max-requests", "5", NULL);
	pid = worker();
	for (int i = 0; i < 4; i++)
		perch_headers();
	assert_int_equal(nest_wait_free(&perch, 1, PERCH_MS), 0);
	assert_int_equal(worker(), pid);
	perch_headers();
	assert_retired(pid, "requests");
	for (int i = 0; i < 20; i++)
		perch_headers();
	assert_int_equal(nest_record(&perch).restarts, 0);
}

/* How many requests each worker has done that ended, by place; the first. */
static unsigned
read_ends(json_int_t *done)
{
	char *text = process_read_file(perch.log, NULL), *rest = text, *line;
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
	double end = process_now_ms() + PERCH_MS;

	(void)state;
	perch_start(WORKERS, "--max-requests", "20", NULL);
	do {
		assert_true(process_now_ms() < end);
		memset(done, 0, sizeof(done));
		perch_headers();
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
	perch_start(1, "--max-rss", "1m", NULL);
	pid = worker();
	perch_headers();
	assert_retired(pid, "memory");
	assert_int_equal(nest_close(&perch, false), 0);
	perch_start(1, "--max-rss", "4g", NULL);
	pid = worker();
	for (int i = 0; i < 5; i++)
		perch_headers();
	assert_int_equal(nest_wait_free(&perch, 1, PERCH_MS), 0);
	assert_int_equal(worker(), pid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PERCH_TEST(test_max_requests),
	    PERCH_TEST(test_they_do_not_end_together),
	    PERCH_TEST(test_max_rss),
	};

	return cmocka_run_group_tests_name("retire", tests, NULL, NULL);
}
