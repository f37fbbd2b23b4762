/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a browser opens by itself: problems are small pages, and documents that
 * were made of strangers' bytes cannot act for the site.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/server_fixture.h"

static const char *const browser[] = {
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    NULL};
static struct page_file page;

static void
assert_header(
    const struct http_answer *answer, const char *name, const char *value)
{
	const char *got = http_header(answer, name);

	if (!got || strcmp(got, value) != 0)
		fail_msg("%s: %s, not %s", name, got ? got : "none", value);
}

/* Sends the request as a browser does; the answer must be a page of HTML with
 * the status, the words, and the request's id. */
static void
assert_page(struct http_request request, long status, const char *words)
{
	struct http_answer answer;

	request.headers = browser;
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, status);
	assert_header(&answer, "Content-Type", "text/html; charset=utf-8");
	assert_non_null(strstr(answer.body, "<!DOCTYPE html>"));
	assert_non_null(
	    strstr(answer.body, http_header(&answer, "X-Request-Id")));
	assert_non_null(
	    strstr(http_header(&answer, "Content-Security-Policy"), "sandbox"));
	if (!strstr(answer.body, words))
		fail_msg("no %s in %s", words, answer.body);
	http_answer_clear(&answer);
}

static struct http_request
post(const char *path)
{
	return (struct http_request){
	    .path = path, .body = page.data, .body_len = page.len};
}

static void
test_problems_of_the_gate(void **state)
{
	(void)state;
	assert_page((struct http_request){.path = "/nothing"}, 404,
	    "There is nothing at this path.");
	assert_page(
	    (struct http_request){.path = "/ocr"}, 405, "<h1>Method Not");
	assert_page(
	    (struct http_request){
		.path = "/ocr", .body = "none of all", .body_len = 11},
	    415, "Unsupported Media Type");
}

static void
test_problems_of_the_pool(void **state)
{
	(void)state;
	assert_page(post("/ocr?psm=99"), 400, "<h1>Bad Request</h1>");
	assert_page(post("/ocr?lang=tlh"), 422, "Language Not Installed");
}

/* Programs get JSON, whatever else they accept. */
static void
test_programs_get_json(void **state)
{
	static const char *const accept[][2] = {
	    {"Accept: */*"},
	    {"Accept: application/json, text/html"},
	    {"Accept: application/problem+json, text/html;q=0.9"},
	    {"Accept: text/html;q=0.5, */*"},
	};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(accept) / sizeof(*accept); i++) {
		struct http_request request = post("/ocr?psm=99");

		request.headers = accept[i];
		json_decref(
		    problem_send(server_fixture->port, &request, 400, &answer));
		http_answer_clear(&answer);
		request.path = "/nothing";
		json_decref(
		    problem_send(server_fixture->port, &request, 404, &answer));
		http_answer_clear(&answer);
	}
}

static void
test_documents_are_confined(void **state)
{
	static const char *const paths[] = {
	    "/ocr?format=hocr", "/ocr?format=alto", "/ocr?format=pdf", "/ocr"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct http_request request = post(paths[i]);
		struct http_answer answer;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 200);
		assert_header(&answer, "X-Content-Type-Options", "nosniff");
		assert_header(&answer, "Content-Security-Policy", "sandbox");
		if (strstr(paths[i], "pdf"))
			assert_header(
			    &answer, "Content-Disposition", "attachment");
		else
			assert_null(
			    http_header(&answer, "Content-Disposition"));
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_problems_of_the_gate),
	    cmocka_unit_test(test_problems_of_the_pool),
	    cmocka_unit_test(test_programs_get_json),
	    cmocka_unit_test(test_documents_are_confined),
	};
	int rc;

	if (page_text("A page.\n", PAGE_PNG, &page) < 0)
		return 1;
	rc = server_report(cmocka_run_group_tests_name(
	    "browsers", tests, server_fixture_setup, server_fixture_teardown));
	page_file_clear(&page);
	return rc;
}
