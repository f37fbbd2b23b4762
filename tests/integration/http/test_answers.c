/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers that are no errors: on every path and in every format they have the
 * media type of the contract and the headers that all answers have.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/server_fixture.h"

#define ID "X-Request-Id: page-17.of_30"
#define UTF8 "; charset=utf-8"

static struct page_file page;

/* Sends the request, whose answer must be a 200 of the type, with the request's
 * id and a Server-Timing, which for ocr has the time of recognition, too. */
static void
assert_answer(const struct http_request *request, const char *type, bool ocr)
{
	struct http_answer answer;
	const char *timing;
	char *end;

	assert_int_equal(http_send(server_fixture->port, request, &answer), 0);
	if (answer.status != 200)
		print_error("%s: %s\n", request->path, answer.body);
	assert_int_equal(answer.status, 200);
	assert_true(answer.body_len > 0);
	assert_string_equal(http_header(&answer, "Content-Type"), type);
	assert_string_equal(
	    http_header(&answer, "X-Request-Id"), "page-17.of_30");
	timing = http_header(&answer, "Server-Timing");
	assert_non_null(timing);
	assert_memory_equal(timing, "queue;dur=", 10);
	assert_non_null(strstr(timing, ", ocr;dur="));
	assert_true(strtod(timing + 10, &end) >= 0);
	if (ocr) {
		assert_memory_equal(end, ", ocr;dur=", 10);
		assert_true(strtod(end + 10, &end) > 0);
	}
	assert_string_equal(ocr ? end : "", "");
	http_answer_clear(&answer);
}

/* The format is chosen by format=, or by the type in Accept. */
static void
test_formats(void **state)
{
	static const char *const table[][3] = {
	    {"text", "Accept: text/plain", "text/plain" UTF8},
	    {"json", "Accept: application/json", "application/json"},
	    {"hocr", "Accept: text/html", "text/html" UTF8},
	    {"alto", "Accept: application/alto+xml", "application/alto+xml"},
	    {"tsv", "Accept: text/tab-separated-values",
		"text/tab-separated-values" UTF8},
	    {"markdown", "Accept: text/markdown", "text/markdown" UTF8},
	    {"jpeg", "Accept: image/jpeg", "image/jpeg"},
	    {"pdf", "Accept: application/pdf", "application/pdf"},
	    {"ndjson", "Accept: application/x-ndjson", "application/x-ndjson"},
	};
	const char *headers[] = {ID, NULL, NULL};
	struct http_request request = {
	    .headers = headers, .body = page.data, .body_len = page.len};
	char path[64];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		snprintf(path, sizeof(path), "/ocr?format=%s", table[i][0]);
		request.path = path;
		headers[1] = NULL;
		assert_answer(&request, table[i][2], true);
		request.path = "/ocr";
		headers[1] = table[i][1];
		assert_answer(&request, table[i][2], true);
	}
	/* curl sends this Accept by itself. */
	headers[1] = "Accept: */*";
	assert_answer(&request, "text/plain" UTF8, true);
}

static void
test_paths(void **state)
{
	static const char *const table[][2] = {
	    {"/languages", "application/json"},
	    {"/headers", "text/plain" UTF8},
	    {"/openapi.yaml", "application/yaml"},
	    {"/openapi.json", "application/json"},
	    {"/", "text/html" UTF8},
	    {"/healthz", "text/plain" UTF8},
	    {"/readyz", "text/plain" UTF8},
	    {"/status", "application/json"},
	    {"/metrics", "text/plain; version=0.0.4" UTF8},
	};
	static const char *const headers[] = {ID, NULL};
	struct http_request request = {.headers = headers};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		request.path = table[i][0];
		assert_answer(&request, table[i][1], false);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_paths),
	};

	int rc;

	if (page_text("A page.\n", PAGE_PNG, &page) < 0)
		return 1;
	rc = server_report(cmocka_run_group_tests_name(
	    "answers", tests, server_fixture_setup, server_fixture_teardown));
	page_file_clear(&page);
	return rc;
}
