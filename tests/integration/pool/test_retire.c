/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Workers that end by themselves between two requests: after so many of them,
 * or when they have grown.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/pool_fixture.h"

#define WORKERS 4
#define REQUESTS 20

static pid_t
worker(void)
{
	return (pid_t)pool_fixture_idle().pid;
}

static void
assert_retired(pid_t pid, const char *reason)
{
	json_t *line;

	assert_int_equal(process_wait_gone(pid, POOL_FIXTURE_MS), 0);
	line = pool_fixture_logged("reason", reason);
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	pool_fixture_headers();
	/* That does not count as a death. */
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

static void
test_max_requests(void **state)
{
	pid_t pid;

	(void)state;
	pool_fixture_start(1, "--max-requests", "5", NULL);
	pid = worker();
	for (int i = 0; i < 4; i++)
		pool_fixture_headers();
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	assert_int_equal(worker(), pid);
	pool_fixture_headers();
	assert_retired(pid, "requests");
	for (int i = 0; i < 20; i++)
		pool_fixture_headers();
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* Sets done to the requests that the first worker of each slot had answered
 * when it ended.  Returns for how many slots the log has this. */
static unsigned
read_ends(json_int_t *done)
{
	char *text = process_read_file(pool_fixture.log, NULL), *rest = text,
	     *line;
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
	double end = process_now_ms() + POOL_FIXTURE_MS;

	(void)state;
	pool_fixture_start(WORKERS, "--max-requests", "20", NULL);
	do {
		assert_true(process_now_ms() < end);
		memset(done, 0, sizeof(done));
		pool_fixture_headers();
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
	pool_fixture_start(1, "--max-rss", "1m", NULL);
	pid = worker();
	pool_fixture_headers();
	assert_retired(pid, "memory");
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	pool_fixture_start(1, "--max-rss", "4g", NULL);
	pid = worker();
	for (int i = 0; i < 5; i++)
		pool_fixture_headers();
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	assert_int_equal(worker(), pid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_max_requests),
	    POOL_FIXTURE_TEST(test_they_do_not_end_together),
	    POOL_FIXTURE_TEST(test_max_rss),
	};

	return cmocka_run_group_tests_name("retire", tests, NULL, NULL);
}
