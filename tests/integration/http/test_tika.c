/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Apache Tika's paths: requests of its callers, with the headers that they
 * send, get the answer that they look for; and ocr.callers says which callers'
 * paths there are.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define TEXT "A page of two lines\nfor Tom & Jerry.\n"

static struct page_file page;

static int
setup(void **state)
{
	if (page_text(TEXT, PAGE_PNG, &page) < 0)
		return -1;
	return server_fixture_setup(state);
}

static int
teardown(void **state)
{
	page_file_clear(&page);
	return server_fixture_teardown(state);
}

/* Returns the JSON of a 200, a new reference. */
static json_t *
put_page(const char *path, const char *const *headers)
{
	struct http_answer answer;

	server_fixture_put(path, headers, page.data, page.len, &answer);
	return reading_answer(&answer);
}

static const char *
string_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	assert_non_null(text);
	return text;
}

/* The engine tika sends this, by Python's requests, without a Content-Type. */
static void
test_open_webui(void **state)
{
	static const char *const headers[] = {
	    "User-Agent: python-requests/2.32.5",
	    "Accept-Encoding: gzip, deflate", "Accept: */*",
	    "Connection: keep-alive", "X-Tika-PDFextractInlineImages: true",
	    "Content-Type:", NULL};
	json_t *json = put_page("/tika/text", headers);

	(void)state;
	assert_string_equal(string_at(json, "X-TIKA:content"), TEXT);
	assert_string_equal(string_at(json, "Content-Type"), "image/png");
	json_decref(json);
}

/* Solr takes XML, and puts text between its tags into its index. */
static void
test_solr(void **state)
{
	static const char *const headers[] = {"Accept: text/xml",
	    "Content-Type: image/png",
	    "Content-Disposition: attachment; filename=\"page.png\"", NULL};
	struct http_answer answer;

	(void)state;
	server_fixture_put("/tika", headers, page.data, page.len, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "text/xml; charset=utf-8");
	assert_non_null(
	    strstr(answer.body, "<div class=\"page\"><p>A page of two lines\n"
				"for Tom &amp; Jerry.\n</p>"));
	assert_non_null(strstr(answer.body,
	    "<meta name=\"Content-Type\" content=\"image/png\"/>"));
	http_answer_clear(&answer);
}

/* go-tika sends no Accept, and wants a list of objects that have texts
 * alone. */
static void
test_go_tika(void **state)
{
	static const char *const headers[] = {"User-Agent: Go-http-client/1.1",
	    "Accept-Encoding: gzip", "Accept:", "Content-Type:", NULL};
	json_t *json = put_page("/rmeta/text", headers), *value;
	struct http_answer answer;
	const char *name;

	(void)state;
	assert_int_equal(json_array_size(json), 1);
	json_object_foreach(json_array_get(json, 0), name, value)
	    assert_true(json_is_string(value));
	assert_string_equal(
	    string_at(json_array_get(json, 0), "X-TIKA:content"), TEXT);
	json_decref(json);
	server_fixture_put("/tika", headers, page.data, page.len, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, TEXT);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "text/plain; charset=utf-8");
	http_answer_clear(&answer);
	server_fixture_get("/version", headers, &answer);
	assert_non_null(strstr(answer.body, "Tika"));
	http_answer_clear(&answer);
}

/* tika-python wants everything as XHTML. */
static void
test_tika_python(void **state)
{
	static const char *const headers[] = {
	    "Accept: application/json", "Content-Type:", NULL};
	json_t *json = put_page("/rmeta", headers);

	(void)state;
	assert_non_null(
	    strstr(string_at(json_array_get(json, 0), "X-TIKA:content"),
		"<p>A page of two lines\n"));
	json_decref(json);
}

static void
test_headers_are_options(void **state)
{
	static const struct {
		const char *header, *body;
		long status;
	} rows[] = {
	    {"X-Tika-OCRLanguage: tlh", NULL, 422},
	    {"X-Tika-OCRLanguage: eng", NULL, 200},
	    {"X-Tika-OCRpageSegMode: 99", NULL, 400},
	    {"X-Tika-OCRpageSegMode: 6", NULL, 200},
	    {"X-Tika-PDFOcrStrategy: never", NULL, 400},
	    {"X-Tika-PDFOcrStrategy: auto", NULL, 200},
	    {"Accept: image/png", NULL, 406},
	    {"X-Other: 1", "This is no image.\n", 415},
	};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const headers[] = {rows[i].header, NULL};

		server_fixture_put("/tika", headers,
		    rows[i].body ? rows[i].body : (char *)page.data,
		    rows[i].body ? strlen(rows[i].body) : page.len, &answer);
		if (answer.status != rows[i].status)
			print_error("%s: %s\n", rows[i].header, answer.body);
		assert_int_equal(answer.status, rows[i].status);
		http_answer_clear(&answer);
	}
}

static const struct server_options only_tika = {
    .workers = 1, .conf = "ocr.callers = ( \"tika\" )\n"};

static void
test_callers_that_are_off_are_unknown(void **state)
{
	static const char *const headers[] = {"Content-Type: image/png", NULL};
	struct http_answer answer;
	json_t *json;

	(void)state;
	json = put_page("/tika/text", headers);
	json_decref(json);
	assert_int_equal(http_post(server_fixture->port, "/tesseract",
			     page.data, page.len, &answer),
	    0);
	assert_int_equal(answer.status, 404);
	http_answer_clear(&answer);
}

static const struct server_options nobody = {
    .workers = 1, .conf = "ocr.callers = ()\n"};

static void
test_no_callers_at_all(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_put("/tika", NULL, page.data, page.len, &answer);
	assert_int_equal(answer.status, 404);
	http_answer_clear(&answer);
	assert_int_equal(http_post(server_fixture->port, "/ocr", page.data,
			     page.len, &answer),
	    0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
}

/* Such a request is counted as a page, whose times the gate keeps. */
static void
test_it_is_a_page(void **state)
{
	struct http_answer answer;

	(void)state;
	server_fixture_put(
	    "/tika?timeout=0", NULL, page.data, page.len, &answer);
	assert_int_equal(answer.status, 400);
	http_answer_clear(&answer);
	server_fixture_put(
	    "/tika?timeout=60", NULL, page.data, page.len, &answer);
	assert_int_equal(answer.status, 200);
	assert_non_null(http_header(&answer, "X-Queue-Position"));
	assert_non_null(strstr(http_header(&answer, "Server-Timing"), "ocr;"));
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_open_webui),
	    cmocka_unit_test(test_solr),
	    cmocka_unit_test(test_go_tika),
	    cmocka_unit_test(test_tika_python),
	    cmocka_unit_test(test_headers_are_options),
	    cmocka_unit_test(test_it_is_a_page),
	};
	const struct CMUnitTest keys[] = {
	    SERVER_FIXTURE_TEST(
		test_callers_that_are_off_are_unknown, (void *)&only_tika),
	    SERVER_FIXTURE_TEST(test_no_callers_at_all, (void *)&nobody),
	};
	int failed =
	    cmocka_run_group_tests_name("tika", tests, setup, teardown);

	if (page_text(TEXT, PAGE_PNG, &page) == 0)
		failed +=
		    cmocka_run_group_tests_name("callers", keys, NULL, NULL);
	page_file_clear(&page);
	return server_report(failed);
}
