/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.single-flight: requests that are alike and in the gate at the same time
 * are recognized once, and each has its own id and deadline and an end of its
 * own.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/flight_fixture.h"
#include "tests/lib/h2.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

enum { CLIENTS = 30 };

static void
test_all_have_one_answer(void **state)
{
	int fds[CLIENTS], shared = 0;
	char id[64], headers[96], *text = NULL;

	(void)state;
	for (int i = 0; i < CLIENTS; i++) {
		snprintf(
		    headers, sizeof(headers), "X-Request-Id: of-%d\r\n", i);
		fds[i] = flight_post("/ocr?psm=6", headers);
	}
	server_fixture_wait("sharing", CLIENTS - 1);
	for (int i = 0; i < CLIENTS; i++) {
		const char *answer = server_fixture_finish(fds[i], 200);
		snprintf(id, sizeof(id), "X-Request-Id: of-%d\r\n", i);
		assert_non_null(strcasestr(answer, id));
		shared += client_number(answer, "X-OCR-Shared") == 1;
		if (text == NULL)
			text = strdup(flight_body(answer));
		assert_string_equal(flight_body(answer), text);
	}
	assert_true(strlen(text) > 200);
	free(text);
	assert_int_equal(shared, CLIENTS - 1);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("totals.shared"), CLIENTS - 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

/* An answer that is too large for memory, and for one of lighttpd's files. */
static void
test_a_large_answer_is_shared_whole(void **state)
{
	enum { LEAST = 1 << 20 };
	static const char path[] = "/ocr?format=pdf&psm=6";
	const char *body, *first = NULL;
	char *answers[3];
	long sizes[3], size, first_size = 0;
	int fds[3];

	(void)state;
	page_file_clear(&flight_page);
	assert_int_equal(page_noise(1400, 1200, 7, &flight_page), 0);
	for (int i = 0; i < 3; i++) {
		fds[i] = flight_post(path, "");
		server_fixture_wait("sharing", i);
	}
	for (int i = 0; i < 3; i++) {
		answers[i] = malloc(4 * LEAST);
		assert_non_null(answers[i]);
		sizes[i] = raw_read(
		    fds[i], answers[i], 4 * LEAST, 3 * SERVER_FIXTURE_MS);
		close(fds[i]);
		assert_true(sizes[i] > LEAST);
		/* But for their headers the answers are alike. */
		body = flight_body(answers[i]);
		size = sizes[i] - (body - answers[i]);
		if (i > 0)
			assert_true(size == first_size &&
				    memcmp(body, first, (size_t)size) == 0);
		first = i == 0 ? body : first;
		first_size = size;
	}
	for (int i = 0; i < 3; i++)
		free(answers[i]);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
}

/* The id in a document of JSON is each request's own, the rest is alike. */
static void
test_each_has_its_own_id(void **state)
{
	static const char *const ids[] = {"one", "another-that-is-longer", "x"};
	char headers[96], begin[96], *rest = NULL;
	int fds[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(
		    headers, sizeof(headers), "X-Request-Id: %s\r\n", ids[i]);
		fds[i] = flight_post("/ocr?format=json", headers);
		server_fixture_wait("sharing", i);
	}
	for (int i = 0; i < 3; i++) {
		const char *body =
		    flight_body(server_fixture_finish(fds[i], 200));
		int n =
		    snprintf(begin, sizeof(begin), "{\"id\":\"%s\",", ids[i]);
		assert_memory_equal(body, begin, (size_t)n);
		if (rest == NULL)
			rest = strdup(body + n);
		assert_string_equal(body + n, rest);
	}
	free(rest);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
}

/* None of these requests is like the first. */
static void
test_others_are_read_for_themselves(void **state)
{
	static const struct {
		const char *path, *headers;
	} others[] = {
	    {"/ocr", ""},
	    {"/ocr", "Accept: application/json\r\n"},
	    {"/ocr", "X-Client: another\r\n"},
	    {"/ocr", "Cache-Control: no-store\r\n"},
	    {"/ocr", "Cache-Control: no-cache\r\n"},
	    {"/ocr", "Prefer: handling=lenient\r\n"},
	    {"/ocr?psm=6", ""},
	    {"/ocr?format=ndjson", ""},
	};
	enum { OTHERS = sizeof(others) / sizeof(*others) };
	int fds[OTHERS + 1];

	(void)state;
	for (int i = 0; i < OTHERS; i++)
		fds[i] = flight_post(others[i].path, others[i].headers);
	flight_page.data[flight_page.len - 1] = 1;
	fds[OTHERS] = flight_post("/ocr", "");
	/* Nine recognitions take long on a busy machine. */
	for (int i = 0; i <= OTHERS; i++)
		assert_int_equal(
		    client_finish(fds[i], 3 * SERVER_FIXTURE_MS, NULL), 200);
	assert_int_equal(server_fixture_number("totals.answered"), OTHERS + 1);
	assert_int_equal(server_fixture_number("totals.shared"), 0);
}

/* Posts a form with the flight_page, and with its format unless that is NULL.
 */
static int
post_form(const char *boundary, const char *format)
{
	char head[256], end[64], type[128], *body;
	size_t size;
	FILE *f = open_memstream(&body, &size);
	int fd;

	snprintf(type, sizeof(type),
	    "Content-Type: multipart/form-data; boundary=%s\r\n", boundary);
	snprintf(head, sizeof(head),
	    "--%s\r\nContent-Disposition: form-data; name=\"file\"; "
	    "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n",
	    boundary);
	snprintf(end, sizeof(end), "\r\n--%s--\r\n", boundary);
	assert_non_null(f);
	if (format != NULL)
		fprintf(f,
		    "--%s\r\nContent-Disposition: form-data; "
		    "name=\"format\"\r\n\r\n%s\r\n",
		    boundary, format);
	fputs(head, f);
	fwrite(flight_page.data, 1, flight_page.len, f);
	fputs(end, f);
	fclose(f);
	fd = flight_post_body("/ocr", type, body, size);
	free(body);
	return fd;
}

static void
test_a_form_is_known_without_its_boundary(void **state)
{
	int first = post_form("------------------------a1b2c3", NULL), second;

	(void)state;
	server_fixture_wait("running", 1);
	second = post_form("----WebKitFormBoundaryXyZ", NULL);
	server_fixture_wait("sharing", 1);
	server_fixture_finish(first, 200);
	assert_int_equal(
	    client_number(server_fixture_finish(second, 200), "X-OCR-Shared"),
	    1);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
}

/* Only the worker sees in a form that its answer is to be sent page by
 * flight_page. */
static void
test_a_stream_is_each_ones_own(void **state)
{
	int first = post_form("a", "ndjson"), second;

	(void)state;
	server_fixture_wait("running", 1);
	second = post_form("b", "ndjson");
	server_fixture_wait("sharing", 1);
	assert_non_null(strstr(server_fixture_finish(first, 200), "ndjson"));
	assert_int_equal(
	    client_number(server_fixture_finish(second, 200), "X-OCR-Shared"),
	    -1);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("totals.shared"), 0);
}

/* The stream of the leading request is reset, and its connection stays: the
 * next request is read from its beginning. */
static void
test_the_next_leads_when_a_stream_is_reset(void **state)
{
	int connection = h2_connect(server_fixture->port), fds[2];
	char body[65536];

	(void)state;
	flight_small_page();
	assert_int_equal(
	    h2_post(connection, 1, "/ocr", flight_page.data, flight_page.len),
	    0);
	server_fixture_recognizing(0);
	for (int i = 0; i < 2; i++) {
		fds[i] = flight_post("/ocr", "");
		server_fixture_wait("sharing", i + 1);
	}
	assert_int_equal(h2_reset(connection, 1), 0);
	server_fixture_wait("totals.aborted_running", 1);
	server_fixture_wait("sharing", 1);
	assert_int_equal(
	    client_number(server_fixture_finish(fds[0], 200), "X-OCR-Shared"),
	    -1);
	assert_int_equal(
	    client_number(server_fixture_finish(fds[1], 200), "X-OCR-Shared"),
	    1);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("totals.shared"), 1);
	assert_int_equal(server_fixture_number("running"), 0);
	/* The other streams of the connection get their answers. */
	assert_int_equal(h2_get(connection, 3, "/healthz"), 0);
	assert_int_equal(
	    h2_answer(connection, 3, body, sizeof(body), SERVER_FIXTURE_MS),
	    200);
	close(connection);
}

static void
test_the_next_leads_when_the_first_leaves_the_queue(void **state)
{
	int holder = server_fixture_hold(), first, second, third;

	(void)state;
	first = flight_post("/ocr", "");
	server_fixture_wait("queued", 1);
	second = flight_post("/ocr", "");
	third = flight_post("/ocr", "");
	server_fixture_wait("sharing", 2);
	close(first);
	server_fixture_wait("totals.aborted_queued", 1);
	server_fixture_wait("queued", 1);
	server_fixture_wait("sharing", 1);
	server_fixture_drain(&holder, 1);
	server_fixture_finish(second, 200);
	server_fixture_finish(third, 200);
	assert_int_equal(server_fixture_number("totals.answered"),
	    2); /* the holder's, too */
}

static void
test_a_member_that_leaves_disturbs_nobody(void **state)
{
	int first = flight_post("/ocr", ""), second, third;

	(void)state;
	server_fixture_wait("running", 1);
	second = flight_post("/ocr", "");
	third = flight_post("/ocr", "");
	server_fixture_wait("sharing", 2);
	close(second);
	server_fixture_wait("sharing", 1);
	server_fixture_finish(first, 200);
	server_fixture_finish(third, 200);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("totals.aborted_sharing"), 1);
}

/* Each request has its own deadline. */
static void
test_deadlines_are_kept(void **state)
{
	int first = flight_post("/ocr", ""), second, third;

	(void)state;
	server_fixture_recognizing(0);
	second = flight_post("/ocr?timeout=1", "");
	server_fixture_wait("sharing", 1);
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	server_fixture_finish(second, 504);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	server_fixture_finish(first, 200);
	/* The deadline of the first request ends that request alone; the others
	 * are still read once. */
	first = flight_post("/ocr?psm=4&timeout=1", "");
	server_fixture_recognizing(0);
	second = flight_post("/ocr?psm=4", "");
	third = flight_post("/ocr?psm=4", "");
	server_fixture_wait("sharing", 2);
	server_fixture_finish(first, 504);
	server_fixture_finish(second, 200);
	server_fixture_finish(third, 200);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("totals.shared"), 1);
}

/* Each client is told what is wrong, with its own id. */
static void
test_a_refusal_is_each_ones_own(void **state)
{
	int holder = server_fixture_hold(), fds[3];
	char headers[64];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(
		    headers, sizeof(headers), "X-Request-Id: of-%d\r\n", i);
		fds[i] = flight_post("/ocr?lang=xyz", headers);
	}
	server_fixture_wait("sharing", 2);
	server_fixture_drain(&holder, 1);
	for (int i = 0; i < 3; i++) {
		snprintf(headers, sizeof(headers), "\"of-%d\"", i);
		assert_non_null(
		    strstr(server_fixture_finish(fds[i], 422), headers));
	}
	assert_int_equal(server_fixture_number("totals.shared"), 0);
}

/* Two workers die: the first request gets a 500, and the next one is tried
 * anew. */
static void
test_the_next_leads_when_the_first_fails(void **state)
{
	int first = flight_post("/ocr", ""), second;
	pid_t killed = 0;

	(void)state;
	server_fixture_recognizing(0);
	second = flight_post("/ocr", "");
	server_fixture_wait("sharing", 1);
	for (int i = 0; i < 2; i++) {
		server_fixture_wait("totals.replayed", i);
		killed = server_fixture_recognizing(killed);
		assert_int_equal(kill(killed, SIGKILL), 0);
	}
	server_fixture_finish(first, 500);
	assert_int_equal(server_fixture_number("totals.shared"), 0);
	/* The workers were killed from outside, which says nothing against the
	 * file. */
	server_fixture_finish(second, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FLIGHT_TEST(test_all_have_one_answer, &flight_options),
	    FLIGHT_TEST(test_a_large_answer_is_shared_whole, &flight_options),
	    FLIGHT_TEST(test_each_has_its_own_id, &flight_options),
	    FLIGHT_TEST(test_others_are_read_for_themselves, &flight_options),
	    FLIGHT_TEST(
		test_a_form_is_known_without_its_boundary, &flight_options),
	    FLIGHT_TEST(test_a_stream_is_each_ones_own, &flight_options),
	    FLIGHT_TEST(
		test_the_next_leads_when_a_stream_is_reset, &flight_options),
	    FLIGHT_TEST(test_the_next_leads_when_the_first_leaves_the_queue,
		&flight_one),
	    FLIGHT_TEST(
		test_a_member_that_leaves_disturbs_nobody, &flight_options),
	    FLIGHT_TEST(test_deadlines_are_kept, &flight_slow),
	    FLIGHT_TEST(test_a_refusal_is_each_ones_own, &flight_one),
	    FLIGHT_TEST(test_the_next_leads_when_the_first_fails, &flight_one),
	};

	return server_report(
	    cmocka_run_group_tests_name("flight", tests, NULL, NULL));
}
