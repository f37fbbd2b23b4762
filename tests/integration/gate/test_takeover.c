/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.single-flight when the first of several requests leaves, and its worker
 * goes on for the next; and when its deadline decides the answer.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/flight_fixture.h"
#include "tests/lib/h2.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_letters.h"
#include "tests/lib/status.h"

/* Posts the same page three times, and lets the first client leave: the worker
 * must go on for the other two. */
static void
leader_leaves(void (*leave)(int fd))
{
	char headers[64];
	int fds[3];
	pid_t worker;
	json_t *line;

	for (int i = 0; i < 3; i++) {
		snprintf(
		    headers, sizeof(headers), "X-Request-Id: of-%d\r\n", i);
		fds[i] = flight_post("/ocr?format=json", headers);
		server_fixture_wait("running", 1);
		server_fixture_wait("sharing", i);
	}
	worker = server_fixture_recognizing(0);
	leave(fds[0]);
	server_fixture_wait("totals.aborted_running", 1);
	assert_int_equal(server_fixture_recognizing(0), worker);
	for (int i = 1; i < 3; i++) {
		const char *answer = server_fixture_finish(fds[i], 200);
		snprintf(headers, sizeof(headers), "{\"id\":\"of-%d\",", i);
		assert_memory_equal(
		    flight_body(answer), headers, strlen(headers));
	}
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("totals.shared"), 1);
	assert_int_equal(server_fixture_number("running"), 0);
	/* One request was read, and it was read once. */
	line = server_fixture_logged("outcome", "ok");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "of-0");
	json_decref(line);
}

static void
close_it(int fd)
{
	close(fd);
}

static void
test_the_worker_goes_on_when_the_first_leaves(void **state)
{
	(void)state;
	leader_leaves(close_it);
}

static void
test_the_worker_goes_on_when_the_first_resets(void **state)
{
	(void)state;
	leader_leaves(raw_reset);
}

/* A stream takes over the worker of a connection that is closed. */
static void
test_a_stream_takes_the_worker_over(void **state)
{
	int connection = h2_connect(server_fixture->port), first;
	char body[65536];
	json_t *line;

	(void)state;
	flight_small_page();
	first = flight_post("/ocr", "X-Request-Id: first\r\n");
	server_fixture_recognizing(0);
	assert_int_equal(
	    h2_post(connection, 1, "/ocr", flight_page.data, flight_page.len),
	    0);
	server_fixture_wait("sharing", 1);
	close(first);
	server_fixture_wait("totals.aborted_running", 1);
	assert_int_equal(server_fixture_number("running"), 1);
	assert_int_equal(
	    h2_answer(connection, 1, body, sizeof(body), SERVER_FIXTURE_MS),
	    200);
	assert_true(strlen(body) > 200);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	line = server_fixture_logged("outcome", "ok");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "first");
	json_decref(line);
	close(connection);
}

/* The first one leaves, whose deadline the worker was told: the second one is
 * not bound to it. */
static void
test_a_worker_that_is_taken_over_is_given_time(void **state)
{
	int first = flight_post("/ocr?timeout=1", ""), second, third;

	(void)state;
	server_fixture_recognizing(0);
	second = flight_post("/ocr", "");
	third = flight_post("/ocr", "");
	server_fixture_wait("sharing", 2);
	close(first);
	server_fixture_wait("totals.aborted_running", 1);
	server_fixture_finish(second, 200);
	server_fixture_finish(third, 200);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("totals.shared"), 1);
	assert_int_equal(server_fixture_number("running"), 0);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

/* Makes the page one of many pages, of which the last one is too low for the
 * region that REFUSED asks for. */
static void
make_refused_pages(void)
{
	enum { PAGES = 20 };
	const char *texts[PAGES];

	for (int i = 0; i < PAGES; i++)
		texts[i] =
		    i < PAGES - 1 ? "A page\nof three\nlines.\n" : "A line.\n";
	page_file_clear(&flight_page);
	assert_int_equal(page_tiff(texts, PAGES, &flight_page), 0);
}

#define REFUSED "/ocr?region=0,0,900,190"

/* A refusal has the id of the request that it was made for, which has left: the
 * next one gets its own.  All of both runs was for nothing but the second one's
 * answer. */
static void
test_a_refusal_is_not_inherited(void **state)
{
	int first, second;
	double ran_s, expired_s, left_s;
	json_t *line, *status;

	(void)state;
	make_refused_pages();
	first = flight_post(REFUSED, "X-Request-Id: first\r\n");
	server_fixture_recognizing(0);
	second = flight_post(REFUSED, "X-Request-Id: second\r\n");
	server_fixture_wait("sharing", 1);
	close(first);
	server_fixture_wait("totals.aborted_running", 1);
	assert_non_null(
	    strstr(server_fixture_finish(second, 400), "\"second\""));
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	line = server_fixture_logged("id", "first");
	ran_s = json_number_value(json_object_get(line, "total_ms")) / 1000;
	json_decref(line);
	/* Its worker's whole time was wasted, if not by the one that left. */
	status = status_read(server_fixture->port);
	assert_int_equal(
	    json_unpack(status, "{s:{s:{s:f,s:f}}}", "goodput", "wasted_s",
		"expired", &expired_s, "left", &left_s),
	    0);
	json_decref(status);
	assert_true(expired_s > ran_s - 0.05);
	assert_true(left_s < 0.001);
}

/* Reads the answer on fd, which must be a 200.  Returns whether it says that
 * time was short. */
static bool
is_hurried(int fd)
{
	return client_number(server_fixture_finish(fd, 200), "X-OCR-Hurried") ==
	       1;
}

/* Replaces the page by one with small letters.  Returns the timeout in seconds
 * in which it can be read once, but not twice. */
static int
make_small_letters(void)
{
	page_file_clear(&flight_page);
	assert_int_equal(small_letters_pdf(&flight_page), 0);
	return small_letters_timeout(server_fixture->port, &flight_page);
}

/* An answer for which time was short goes to the last one, which has no more
 * time; the second one leads, and the third one has its answer. */
static void
test_a_hurried_answer_is_for_the_hurried(void **state)
{
	const int seconds = make_small_letters();
	char path[32];
	pid_t worker;
	int fds[4];

	(void)state;
	snprintf(path, sizeof(path), "/ocr?timeout=%d", 2 * seconds);
	fds[0] = flight_post(path, "");
	worker = server_fixture_recognizing(0);
	/* Half of the time passes. */
	assert_int_equal(kill(worker, SIGSTOP), 0);
	for (int i = 1; i < 4; i++) {
		fds[i] = flight_post(i < 3 ? "/ocr" : path, "");
		server_fixture_wait("sharing", i);
	}
	sleep((unsigned)seconds);
	assert_int_equal(kill(worker, SIGCONT), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(is_hurried(fds[i]), i == 0 || i == 3);
	assert_int_equal(server_fixture_number("totals.answered"), 3);
	assert_int_equal(server_fixture_number("totals.shared"), 2);
}

/* Nor does the second one get it if the first one leaves. */
static void
test_a_hurried_answer_is_not_inherited(void **state)
{
	char path[32];
	int first, second;

	(void)state;
	snprintf(path, sizeof(path), "/ocr?timeout=%d", make_small_letters());
	first = flight_post(path, "");
	server_fixture_recognizing(0);
	second = flight_post("/ocr", "");
	server_fixture_wait("sharing", 1);
	close(first);
	server_fixture_wait("totals.aborted_running", 1);
	assert_false(is_hurried(second));
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FLIGHT_TEST(
		test_the_worker_goes_on_when_the_first_leaves, &flight_slow),
	    FLIGHT_TEST(
		test_the_worker_goes_on_when_the_first_resets, &flight_slow),
	    FLIGHT_TEST(test_a_stream_takes_the_worker_over, &flight_options),
	    FLIGHT_TEST(
		test_a_worker_that_is_taken_over_is_given_time, &flight_slow),
	    FLIGHT_TEST(test_a_refusal_is_not_inherited, &flight_one),
	    FLIGHT_TEST(test_a_hurried_answer_is_for_the_hurried, &flight_one),
	    FLIGHT_TEST(test_a_hurried_answer_is_not_inherited, &flight_one),
	};

	return server_report(
	    cmocka_run_group_tests_name("takeover", tests, NULL, NULL));
}
