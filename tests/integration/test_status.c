/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scoreboard: what it says of a busy pool, and how it is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/perch.h"

static void
test_the_scoreboard(void **state)
{
	static const char id[] = "OCR_REQUEST_ID=seen",
			  deadline[] = "OCR_DEADLINE_MS=3000";
	struct scoreboard_worker w;
	double end = process_now_ms() + PERCH_MS;
	int first, second;
	struct stat st;

	(void)state;
	perch_start(1, NULL);
	assert_int_equal(stat(perch.board, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	first = perch_send_grain(id, deadline);
	w = perch_recognizing();
	assert_string_equal(w.id, "seen");
	assert_int_equal(w.page, 1);
	assert_int_equal(w.pages, 1);
	assert_int_equal(w.deadline_ms - w.request_ms, 3000);
	assert_int_equal(scoreboard_count(perch.scoreboard).free, 0);
	second = perch_send_grain(id, deadline);
	while (nest_record(&perch).accept_queue == 0) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, 10);
	}
	assert_int_equal(nest_record(&perch).accept_queue, 1);
	while (w.rss_bytes < 60UL << 20 || w.cpu_ms == 0) {
		assert_true(process_now_ms() < end);
		nest_find(&perch, SCOREBOARD_BUSY, 0, &w, PERCH_MS);
	}
	close(first);
	close(second);
}

/* Whether the manual page has an entry for each member. */
static void
assert_documented(const char *manual, json_t *object)
{
	const char *name;
	json_t *value;
	char entry[64];

	json_object_foreach(object, name, value)
	{
		/* "pages" stands beside "page". */
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
	perch_start(2, NULL);
	said = perch_run(0, "--status", "-s", perch.sock, NULL)->out;
	assert_non_null(strstr(said, "slots 2, free 2"));
	assert_non_null(strstr(said, "idle"));
	said = perch_run(0, "--status=json", "--scoreboard", perch.board, NULL)
		   ->out;
	all = json_loads(said, 0, NULL);
	assert_non_null(all);
	assert_true(json_is_true(json_object_get(all, "alive")));
	assert_int_equal(
	    json_integer_value(json_object_get(all, "master")), perch.pool.pid);
	worker = json_array_get(json_object_get(all, "workers"), 1);
	assert_string_equal(
	    json_string_value(json_object_get(worker, "state")), "idle");
	assert_documented(manual, all);
	assert_documented(manual, worker);
	free(manual);
	json_decref(all);
	perch_run(69, "--status", "--scoreboard", "/nowhere", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PERCH_TEST(test_the_scoreboard),
	    PERCH_TEST(test_status_is_printed),
	};

	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
