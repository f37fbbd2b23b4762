/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.single-flight: requests that are alike and in the gate at the same time
 * are recognized once, whoever of their clients leaves, and each has its own id
 * and deadline and an end of its own.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/h2.h"
#include "tests/lib/load_client.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_letters.h"
#include "tests/lib/status.h"

enum { CLIENTS = 30, LINES = 6, FILE_BYTES = 300000 };

#define ON "ocr.single-flight := \"enable\"\nocr.client-key := \"X-Client\"\n"

static struct server_options options = {.workers = 2, .conf = ON};
static struct server_options one = {.workers = 1, .conf = ON};
/* The same, with a page that takes longer than a deadline of a second. */
static struct server_options slow = {.workers = 1, .conf = ON};

/* A page of a second or two, which is in memory or large enough for a file. */
static struct page_file page;

static int
setup(void **state)
{
	static uint32_t seed = 100;
	unsigned char *data;

	if (page_slow(*state == &slow ? 6 * LINES : LINES, seed++, &page) != 0)
		return -1;
	if (page.len < FILE_BYTES) {
		data = realloc(page.data, FILE_BYTES);
		if (data == NULL)
			return -1;
		memset(data + page.len, 0, FILE_BYTES - page.len);
		page.data = data;
		page.len = FILE_BYTES;
	}
	return server_fixture_setup(state);
}

static int
teardown(void **state)
{
	page_file_clear(&page);
	return server_fixture_teardown(state);
}

#define FLIGHT_TEST(test, options)                                             \
	cmocka_unit_test_prestate_setup_teardown(test, setup, teardown, options)

static int
post_body(const char *path, const char *headers, const void *body, size_t size)
{
	size_t len;
	char *request = load_client_post(path, headers, body, size, &len);
	int fd = raw_request(server_fixture->port, request, len);

	free(request);
	assert_true(fd >= 0);
	return fd;
}

static int
post(const char *path, const char *headers)
{
	return post_body(path, headers, page.data, page.len);
}

/* Returns the body of an answer. */
static const char *
body_of(const char *answer)
{
	const char *at = strstr(answer, "\r\n\r\n");

	assert_non_null(at);
	return at + 4;
}

static void
test_all_have_one_answer(void **state)
{
	int fds[CLIENTS], shared = 0;
	char id[64], headers[96], *text = NULL;

	(void)state;
	for (int i = 0; i < CLIENTS; i++) {
		snprintf(
		    headers, sizeof(headers), "X-Request-Id: of-%d\r\n", i);
		fds[i] = post("/ocr?psm=6", headers);
	}
	server_fixture_wait("sharing", CLIENTS - 1);
	for (int i = 0; i < CLIENTS; i++) {
		const char *answer = server_fixture_finish(fds[i], 200);
		snprintf(id, sizeof(id), "X-Request-Id: of-%d\r\n", i);
		assert_non_null(strcasestr(answer, id));
		shared += client_number(answer, "X-OCR-Shared") == 1;
		if (text == NULL)
			text = strdup(body_of(answer));
		assert_string_equal(body_of(answer), text);
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
	page_file_clear(&page);
	assert_int_equal(page_noise(1400, 1200, 7, &page), 0);
	for (int i = 0; i < 3; i++) {
		fds[i] = post(path, "");
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
		body = body_of(answers[i]);
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
		fds[i] = post("/ocr?format=json", headers);
		server_fixture_wait("sharing", i);
	}
	for (int i = 0; i < 3; i++) {
		const char *body = body_of(server_fixture_finish(fds[i], 200));
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
		fds[i] = post(others[i].path, others[i].headers);
	page.data[page.len - 1] = 1;
	fds[OTHERS] = post("/ocr", "");
	/* Nine recognitions take long on a busy machine. */
	for (int i = 0; i <= OTHERS; i++)
		assert_int_equal(
		    client_finish(fds[i], 3 * SERVER_FIXTURE_MS, NULL), 200);
	assert_int_equal(server_fixture_number("totals.answered"), OTHERS + 1);
	assert_int_equal(server_fixture_number("totals.shared"), 0);
}

/* Posts a form with the page, and with its format unless that is NULL. */
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
	fwrite(page.data, 1, page.len, f);
	fputs(end, f);
	fclose(f);
	fd = post_body("/ocr", type, body, size);
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

/* Only the worker sees in a form that its answer is to be sent page by page. */
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

/* The client of the leading request leaves: the worker goes on for the next
 * one. */
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
		fds[i] = post("/ocr?format=json", headers);
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
		assert_memory_equal(body_of(answer), headers, strlen(headers));
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

/* Makes a page that fits into the first window of a stream. */
static void
make_small_page(void)
{
	static uint32_t seed = 300;

	page_file_clear(&page);
	assert_int_equal(page_slow(3 * LINES, seed++, &page), 0);
	assert_true(page.len < 60000);
}

/* The stream of the leading request is reset, and its connection stays: the
 * next request is read from its beginning. */
static void
test_the_next_leads_when_a_stream_is_reset(void **state)
{
	int connection = h2_connect(server_fixture->port), fds[2];
	char body[65536];

	(void)state;
	make_small_page();
	assert_int_equal(
	    h2_post(connection, 1, "/ocr", page.data, page.len), 0);
	server_fixture_recognizing(0);
	for (int i = 0; i < 2; i++) {
		fds[i] = post("/ocr", "");
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

/* A stream takes over the worker of a connection that is closed. */
static void
test_a_stream_takes_the_worker_over(void **state)
{
	int connection = h2_connect(server_fixture->port), first;
	char body[65536];
	json_t *line;

	(void)state;
	make_small_page();
	first = post("/ocr", "X-Request-Id: first\r\n");
	server_fixture_recognizing(0);
	assert_int_equal(
	    h2_post(connection, 1, "/ocr", page.data, page.len), 0);
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

static void
test_the_next_leads_when_the_first_leaves_the_queue(void **state)
{
	int holder = server_fixture_hold(), first, second, third;

	(void)state;
	first = post("/ocr", "");
	server_fixture_wait("queued", 1);
	second = post("/ocr", "");
	third = post("/ocr", "");
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
	int first = post("/ocr", ""), second, third;

	(void)state;
	server_fixture_wait("running", 1);
	second = post("/ocr", "");
	third = post("/ocr", "");
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
	int first = post("/ocr", ""), second, third;

	(void)state;
	server_fixture_recognizing(0);
	second = post("/ocr?timeout=1", "");
	server_fixture_wait("sharing", 1);
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	server_fixture_finish(second, 504);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	server_fixture_finish(first, 200);
	/* The deadline of the first request ends that request alone; the others
	 * are still read once. */
	first = post("/ocr?psm=4&timeout=1", "");
	server_fixture_recognizing(0);
	second = post("/ocr?psm=4", "");
	third = post("/ocr?psm=4", "");
	server_fixture_wait("sharing", 2);
	server_fixture_finish(first, 504);
	server_fixture_finish(second, 200);
	server_fixture_finish(third, 200);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("totals.shared"), 1);
}

/* The first one leaves, whose deadline the worker was told: the second one is
 * not bound to it. */
static void
test_a_worker_that_is_taken_over_is_given_time(void **state)
{
	int first = post("/ocr?timeout=1", ""), second, third;

	(void)state;
	server_fixture_recognizing(0);
	second = post("/ocr", "");
	third = post("/ocr", "");
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
	page_file_clear(&page);
	assert_int_equal(page_tiff(texts, PAGES, &page), 0);
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
	first = post(REFUSED, "X-Request-Id: first\r\n");
	server_fixture_recognizing(0);
	second = post(REFUSED, "X-Request-Id: second\r\n");
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

/* Whether the answer on fd, which is a 200, says that time was short. */
static bool
is_hurried(int fd)
{
	return client_number(server_fixture_finish(fd, 200), "X-OCR-Hurried") ==
	       1;
}

/* Makes the page one whose letters are small, and returns the seconds in which
 * it can be read once. */
static int
make_small_letters(void)
{
	page_file_clear(&page);
	assert_int_equal(small_letters_pdf(&page), 0);
	return small_letters_timeout(server_fixture->port, &page);
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
	fds[0] = post(path, "");
	worker = server_fixture_recognizing(0);
	/* Half of the time passes. */
	assert_int_equal(kill(worker, SIGSTOP), 0);
	for (int i = 1; i < 4; i++) {
		fds[i] = post(i < 3 ? "/ocr" : path, "");
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
	first = post(path, "");
	server_fixture_recognizing(0);
	second = post("/ocr", "");
	server_fixture_wait("sharing", 1);
	close(first);
	server_fixture_wait("totals.aborted_running", 1);
	assert_false(is_hurried(second));
	assert_int_equal(server_fixture_number("totals.answered"), 2);
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
		fds[i] = post("/ocr?lang=xyz", headers);
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
	int first = post("/ocr", ""), second;
	pid_t killed = 0;

	(void)state;
	server_fixture_recognizing(0);
	second = post("/ocr", "");
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
	    FLIGHT_TEST(test_all_have_one_answer, &options),
	    FLIGHT_TEST(test_a_large_answer_is_shared_whole, &options),
	    FLIGHT_TEST(test_each_has_its_own_id, &options),
	    FLIGHT_TEST(test_others_are_read_for_themselves, &options),
	    FLIGHT_TEST(test_a_form_is_known_without_its_boundary, &options),
	    FLIGHT_TEST(test_a_stream_is_each_ones_own, &options),
	    FLIGHT_TEST(test_the_worker_goes_on_when_the_first_leaves, &slow),
	    FLIGHT_TEST(test_the_worker_goes_on_when_the_first_resets, &slow),
	    FLIGHT_TEST(test_the_next_leads_when_a_stream_is_reset, &options),
	    FLIGHT_TEST(test_a_stream_takes_the_worker_over, &options),
	    FLIGHT_TEST(
		test_the_next_leads_when_the_first_leaves_the_queue, &one),
	    FLIGHT_TEST(test_a_member_that_leaves_disturbs_nobody, &options),
	    FLIGHT_TEST(test_deadlines_are_kept, &slow),
	    FLIGHT_TEST(test_a_worker_that_is_taken_over_is_given_time, &slow),
	    FLIGHT_TEST(test_a_refusal_is_not_inherited, &one),
	    FLIGHT_TEST(test_a_hurried_answer_is_for_the_hurried, &one),
	    FLIGHT_TEST(test_a_hurried_answer_is_not_inherited, &one),
	    FLIGHT_TEST(test_a_refusal_is_each_ones_own, &one),
	    FLIGHT_TEST(test_the_next_leads_when_the_first_fails, &one),
	};

	return server_report(
	    cmocka_run_group_tests_name("flight", tests, NULL, NULL));
}
