/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scoreboard: what it says of a busy pool, and how it is printed.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"

static void
test_the_scoreboard(void **state)
{
	static const char id[] = "OCR_REQUEST_ID=seen",
			  deadline[] = "OCR_DEADLINE_MS=20000";
	const struct fcgi_request waiting = {.part = FCGI_NOTHING};
	struct scoreboard_worker w;
	double end = process_now_ms() + POOL_FIXTURE_MS;
	int first, second;
	struct stat st;

	(void)state;
	pool_fixture_start(1, NULL);
	assert_int_equal(stat(pool_fixture.board, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	first = pool_fixture_send_slow(id, deadline);
	w = pool_fixture_recognizing();
	assert_string_equal(w.id, "seen");
	assert_int_equal(w.page, 1);
	assert_int_equal(w.pages, 1);
	assert_int_equal(w.deadline_ms - w.request_ms, 20000);
	assert_int_equal(scoreboard_count(pool_fixture.scoreboard).free, 0);
	/* This client sends nothing, since a request would wait for the worker,
	 * too. */
	second = pool_fixture_send(&waiting);
	while (test_pool_record(&pool_fixture).accept_queue == 0) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, 10);
	}
	assert_int_equal(test_pool_record(&pool_fixture).accept_queue, 1);
	while (w.rss_bytes < 60UL << 20 || w.cpu_ms == 0) {
		assert_true(process_now_ms() < end);
		test_pool_find(
		    &pool_fixture, SCOREBOARD_BUSY, 0, &w, POOL_FIXTURE_MS);
	}
	close(first);
	close(second);
}

/* Asserts that the manual page has an entry for each member. */
static void
assert_documented(const char *manual, json_t *object)
{
	const char *name;
	json_t *value;
	char entry[64];

	json_object_foreach(object, name, value)
	{
		/* One entry is of both "page" and "pages". */
		snprintf(entry, sizeof(entry),
		    strcmp(name, "pages") == 0	? "\n.It Cm page , %s\n"
		    : strcmp(name, "page") == 0 ? "\n.It Cm %s , pages\n"
						: "\n.It Cm %s\n",
		    name);
		if (!strstr(manual, entry))
			fail_msg("%s is not in the manual page", name);
	}
}

static void
test_status_is_printed(void **state)
{
	char *manual = process_read_file("fcgi-worker/fcgi-worker.8", NULL);
	json_t *all, *worker;
	const char *said;

	(void)state;
	pool_fixture_start(2, NULL);
	said =
	    pool_fixture_run(0, "--status", "-s", pool_fixture.sock, NULL)->out;
	assert_non_null(strstr(said, "slots 2, free 2"));
	assert_non_null(strstr(said, "idle"));
	said = pool_fixture_run(
	    0, "--status=json", "--scoreboard", pool_fixture.board, NULL)
		   ->out;
	all = json_loads(said, 0, NULL);
	assert_non_null(all);
	assert_true(json_is_true(json_object_get(all, "alive")));
	assert_int_equal(json_integer_value(json_object_get(all, "master")),
	    pool_fixture.pool.pid);
	worker = json_array_get(json_object_get(all, "workers"), 1);
	assert_string_equal(
	    json_string_value(json_object_get(worker, "state")), "idle");
	assert_int_equal(
	    strspn(json_string_value(json_object_get(all, "fingerprint")),
		"0123456789abcdef"),
	    64);
	assert_documented(manual, all);
	assert_documented(manual, worker);
	free(manual);
	json_decref(all);
	pool_fixture_run(69, "--status", "--scoreboard", "/nowhere", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_the_scoreboard),
	    POOL_FIXTURE_TEST(test_status_is_printed),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
