/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * If-None-Match and results of ocr.store: a client that has the result already
 * is told so, 304, whichever way it writes the tag; but only when it asks by
 * the digest of the file, and only for the result that it has (RFC 9110,
 * 13.1.2).
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum { TAG_ROOM = 64, LARGE_PAGES = 25 };

static char path[RESULT_PATH_ROOM];

/* Sends the page with these options, sets path to the path of the result, and
 * tag to what is between the quotes of its ETag, which must be weak or not. */
static void
keep(const char *query, bool is_weak, char tag[static TAG_ROOM])
{
	struct http_answer a;
	const char *value;
	char to[64];

	snprintf(to, sizeof(to), "/ocr%s", query);
	store_fixture_keep(to);
	result_path(&store_fixture_page, query, path);
	a = store_fixture_send("GET", path, NULL);
	assert_int_equal(a.status, 200);
	value = http_header(&a, "ETag");
	assert_non_null(value);
	assert_int_equal(strncmp(value, "W/", 2) == 0, is_weak);
	assert_int_equal(
	    sscanf(value + 2 * is_weak, "\"%60[0-9a-f]\"", tag), 1);
	http_answer_clear(&a);
}

/* Sends a request with an If-None-Match of that form, in which # stands for the
 * tag.  client keeps its connection, but its answers have no headers; NULL: a
 * connection of its own. */
static struct http_answer
ask(void *client, const char *method, const char *form, const char *tag)
{
	const int begin = (int)strcspn(form, "#");
	const char *end = form + begin;
	char header[256];
	const char *const headers[] = {header, NULL};
	const struct http_request r = {
	    .method = method, .path = path, .headers = headers};
	struct http_answer a;

	snprintf(header, sizeof(header), "If-None-Match: %.*s%s%s", begin, form,
	    *end == '#' ? tag : "", end + (*end == '#'));
	assert_int_equal(
	    client != NULL ? http_send_on(client, server_fixture->port, &r, &a)
			   : http_send(server_fixture->port, &r, &a),
	    0);
	return a;
}

static void
expect(void *client, const char *method, const char *form, const char *tag,
    long status)
{
	struct http_answer a = ask(client, method, form, tag);

	if (a.status != status)
		fail_msg("%s with %s: %ld", method, form, a.status);
	if (status == 304 || strcmp(method, "HEAD") == 0)
		assert_int_equal(a.body_len, 0);
	else
		assert_true(a.body_len > 20);
	http_answer_clear(&a);
}

/* Checks that all forms of If-None-Match with the tag are answered 304, and all
 * others 200. */
static void
expect_forms(const char *tag)
{
	static const char *const same[] = {"\"#\"", "W/\"#\"", "\"a\", \"#\"",
	    "\"a\",W/\"#\" , \"b\"", "W/\"a\",\"#\"", "*"};
	static const char *const others[] = {"\"a\"", "#", "\"a#\"", "\"#a\"",
	    "\"\"", "\"a\", \"b\"", "\"*\"", "**"};
	static const char *const methods[] = {"GET", "HEAD"};
	void *client = http_open();

	for (size_t m = 0; m < 2; m++) {
		for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
			expect(client, methods[m], same[i], tag, 304);
		for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
			expect(client, methods[m], others[i], tag, 200);
	}
	http_close(client);
}

static void
test_each_form_of_the_header(void **state)
{
	char tag[TAG_ROOM];

	(void)state;
	keep("", false, tag);
	expect_forms(tag);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

/* Each answer has an id of its own, so its tag is weak. */
static void
test_each_form_for_a_weak_tag(void **state)
{
	char tag[TAG_ROOM];

	(void)state;
	keep("?format=json", true, tag);
	expect_forms(tag);
}

/* What a 304 says of the result is what the 200 says (RFC 9110, 15.4.5). */
static void
test_what_a_304_says(void **state)
{
	static const char *const names[] = {
	    "ETag", "Cache-Control", "Vary", "Cache-Status"};
	struct http_answer whole, none;
	char tag[TAG_ROOM];

	(void)state;
	keep("", false, tag);
	whole = ask(NULL, "GET", "\"a\"", tag);
	none = ask(NULL, "GET", "\"#\"", tag);
	assert_int_equal(whole.status, 200);
	assert_int_equal(none.status, 304);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_non_null(http_header(&whole, names[i]));
		assert_non_null(http_header(&none, names[i]));
		assert_string_equal(http_header(&none, names[i]),
		    http_header(&whole, names[i]));
	}
	assert_string_equal(http_header(&none, "Cache-Status"), STORE_HIT);
	assert_non_null(http_header(&none, "X-Request-Id"));
	assert_non_null(http_header(&none, "Age"));
	http_answer_clear(&whole);
	http_answer_clear(&none);
}

/* One that is too large for memory is in a file when it is not sent. */
static void
test_a_large_one(void **state)
{
	void *client = http_open();
	char tag[TAG_ROOM];

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	keep("?format=text", false, tag);
	for (int i = 0; i < 2; i++)
		expect(client, "GET", "\"#\"", tag, 304);
	expect(client, "GET", "\"a\"", tag, 200);
	server_fixture_wait("spool_bytes", 0);
	http_close(client);
}

static void
test_over_http_2(void **state)
{
	char tag[TAG_ROOM], header[TAG_ROOM + 32];
	const char *const headers[] = {header, NULL};
	const struct http_request r = {
	    .path = path, .headers = headers, .h2 = true};
	struct http_answer a;

	(void)state;
	keep("", false, tag);
	snprintf(header, sizeof(header), "If-None-Match: W/\"%s\"", tag);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body_len, 0);
	http_answer_clear(&a);
}

/* Who sends the file wants the answer. */
static void
test_an_upload_is_answered_whole(void **state)
{
	char tag[TAG_ROOM], header[TAG_ROOM + 32];

	(void)state;
	keep("", false, tag);
	snprintf(header, sizeof(header), "If-None-Match: \"%s\"", tag);
	store_fixture_post("/ocr", header, STORE_HIT);
	store_fixture_post("/ocr", "If-None-Match: *", STORE_HIT);
}

/* Where there is no result, none is the same. */
static void
test_nothing_matches_what_is_not_there(void **state)
{
	void *client = http_open();
	char tag[TAG_ROOM];

	(void)state;
	keep("", false, tag);
	store_fixture_expect("DELETE", path, NULL, 204);
	expect(client, "GET", "*", tag, 404);
	expect(client, "GET", "\"#\"", tag, 404);
	http_close(client);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_each_form_of_the_header, NULL),
	    STORE_FIXTURE_TEST(test_each_form_for_a_weak_tag, NULL),
	    STORE_FIXTURE_TEST(test_what_a_304_says, NULL),
	    STORE_FIXTURE_TEST(test_a_large_one, NULL),
	    STORE_FIXTURE_TEST(test_over_http_2, NULL),
	    STORE_FIXTURE_TEST(test_an_upload_is_answered_whole, NULL),
	    STORE_FIXTURE_TEST(test_nothing_matches_what_is_not_there, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_tags", tests, NULL, NULL));
}
