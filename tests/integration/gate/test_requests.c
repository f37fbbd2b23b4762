/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * GET /requests/ID says where a request stands to whoever knows its id, and
 * nothing of any other.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define LONGEST_SHORT "no-secret-0123456-7" /* 19 characters */
#define SHORTEST_LONG "one-secret-012345678"
#define TICK_MS 5
#define PAGES 4

static int
post_named(const char *id)
{
	char header[320];

	snprintf(header, sizeof(header), "X-Request-Id: %s\r\n", id);
	return server_fixture_post("/headers", header, 10);
}

/* Returns the status of a GET, and for 200 the object, a new reference. */
static json_t *
ask(const char *id, long *status)
{
	char path[320];
	struct http_answer answer;
	json_t *json = NULL;

	snprintf(path, sizeof(path), "/requests/%s", id);
	assert_int_equal(
	    http_get(server_fixture->port, path, NULL, &answer), 0);
	*status = answer.status;
	assert_string_equal(http_header(&answer, "Cache-Control"), "no-store");
	if (answer.status == 200) {
		assert_string_equal(
		    http_header(&answer, "Content-Type"), "application/json");
		json = json_loadb(answer.body, answer.body_len, 0, NULL);
		assert_non_null(json);
	}
	http_answer_clear(&answer);
	return json;
}

/* Asks until the member, a text or a number, is what wanted has as a text.
 * Returns the object, a new reference. */
static json_t *
wait_for(const char *id, const char *member, const char *wanted)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	for (;;) {
		long status;
		json_t *json = ask(id, &status);
		json_t *value = json_object_get(json, member);
		char number[32] = "";

		if (json_is_integer(value))
			snprintf(number, sizeof(number),
			    "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		if (value &&
		    strcmp(json_is_string(value) ? json_string_value(value)
						 : number,
			wanted) == 0)
			return json;
		json_decref(json);
		if (process_now_ms() > end)
			fail_msg("%s of %s is not %s", member, id, wanted);
		poll(NULL, 0, TICK_MS);
	}
}

static void
assert_not_found(const char *id)
{
	long status;

	assert_null(ask(id, &status));
	assert_int_equal(status, 404);
}

/* The server forgets a request a moment after its client has got the answer. */
static void
assert_forgotten(const char *id)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	long status = 200;

	while (status == 200 && process_now_ms() < end)
		json_decref(ask(id, &status));
	assert_int_equal(status, 404);
}

static void
test_its_place_in_the_queue(void **state)
{
	char ids[4][64];
	int fds[4];

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < 4; i++) {
		snprintf(ids[i], sizeof(ids[i]), "in-the-queue-%020d", i);
		fds[i] = post_named(ids[i]);
		server_fixture_wait(i ? "queued" : "running", i ? i : 1);
	}
	json_decref(wait_for(ids[0], "state", "running"));
	json_decref(wait_for(ids[1], "position", "1"));
	json_decref(wait_for(ids[3], "state", "queued"));
	json_decref(wait_for(ids[3], "position", "3"));
	close(fds[1]);
	json_decref(wait_for(ids[3], "position", "2"));
	assert_not_found(ids[1]);
	fds[1] = fds[3];
	server_fixture_drain(fds, 3);
	assert_forgotten(ids[0]);
	assert_forgotten(ids[3]);
}

/* The body has not come to its end. */
static void
test_while_it_arrives(void **state)
{
	static const char head[] =
	    "POST /ocr HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
	    "X-Request-Id: arrives-0123456789012345\r\n\r\nhalf";
	int fd = raw_request(server_fixture->port, head, sizeof(head) - 1);

	(void)state;
	assert_true(fd >= 0);
	json_decref(wait_for("arrives-0123456789012345", "state", "reading"));
	close(fd);
	server_fixture_wait("reading", 0);
	assert_not_found("arrives-0123456789012345");
}

static void
test_short_ids_are_not_found(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fds[0] = post_named(LONGEST_SHORT);
	server_fixture_wait("running", 1);
	fds[1] = post_named(SHORTEST_LONG);
	server_fixture_wait("queued", 1);
	assert_not_found(LONGEST_SHORT);
	assert_not_found("");
	assert_not_found("nobody-sent-0123456789012345");
	assert_not_found(SHORTEST_LONG "/");
	json_decref(wait_for(SHORTEST_LONG, "state", "queued"));
	server_fixture_drain(fds, 2);
}

/* Posts a document of so many pages, each of which takes some work.  Returns
 * the socket. */
static int
post_pages(const char *id)
{
	struct page_file page, file;
	char head[256];
	int fd, n;

	assert_int_equal(page_slow(8, 1, &page), 0);
	assert_int_equal(page_repeat(&page, PAGES, &file), 0);
	n = snprintf(head, sizeof(head),
	    "POST /ocr HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n"
	    "X-Request-Id: %s\r\nConnection: close\r\n\r\n",
	    file.len, id);
	fd = raw_request(server_fixture->port, head, (size_t)n);
	assert_true(fd >= 0);
	assert_int_equal(raw_send(fd, file.data, file.len), 0);
	page_file_clear(&page);
	page_file_clear(&file);
	return fd;
}

static bool
is_known(const char *member)
{
	static const char *const known[] = {
	    "id", "state", "page", "pages", "left_ms", "age_ms", "deadline_ms"};
	bool found = false;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		found = found || strcmp(known[i], member) == 0;
	return found;
}

static void
test_its_pages_and_nothing_of_others(void **state)
{
	static const char id[] = "a-document-of-four-pages";
	int fds[2], last = 0;
	const char *member;
	json_t *json, *value;

	(void)state;
	fds[0] = post_pages(id);
	server_fixture_wait("running", 1);
	fds[1] = post_named("somebody-else-0123456789");
	for (int page = 1; page <= PAGES; page++) {
		char wanted[12];

		snprintf(wanted, sizeof(wanted), "%d", page);
		json = wait_for(id, "page", wanted);
		assert_int_equal(
		    json_integer_value(json_object_get(json, "pages")), PAGES);
		assert_true(json_integer_value(json_object_get(
				json, "deadline_ms")) <= 300000);
		/* From the second page on, the time a page takes is known. */
		assert_true(page == 1 || json_object_get(json, "left_ms"));
		json_object_foreach(json, member, value)
		    assert_true(is_known(member));
		json_decref(json);
		last = page;
	}
	assert_int_equal(last, PAGES);
	server_fixture_finish(fds[0], 200);
	server_fixture_finish(fds[1], 200);
}

static void
test_methods(void **state)
{
	const struct http_request head = {
	    .method = "HEAD", .path = "/requests/head-01234567890123456789"};
	const struct http_request post = {
	    .path = "/requests/a", .body = "a", .body_len = 1};
	struct http_answer answer;
	int fd;

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fd = post_named("head-01234567890123456789");
	server_fixture_wait("running", 1);
	assert_int_equal(http_send(server_fixture->port, &head, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.body_len, 0);
	http_answer_clear(&answer);
	json_decref(problem_send(server_fixture->port, &post, 405, &answer));
	assert_string_equal(
	    http_header(&answer, "Allow"), "GET, HEAD, OPTIONS");
	http_answer_clear(&answer);
	server_fixture_drain(&fd, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_its_place_in_the_queue),
	    cmocka_unit_test(test_while_it_arrives),
	    cmocka_unit_test(test_short_ids_are_not_found),
	    cmocka_unit_test(test_its_pages_and_nothing_of_others),
	    cmocka_unit_test(test_methods),
	};

	return server_report(cmocka_run_group_tests_name(
	    "requests", tests, server_fixture_setup, server_fixture_teardown));
}
