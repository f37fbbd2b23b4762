/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * JSON as callers of Mistral's OCR send it: it has the file as a data URL, and
 * the answer has an entry for each page.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/base64.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

static const char *const json_headers[] = {
    "Content-Type: application/json", "Authorization: Bearer secret", NULL};

static void
post(const char *path, const char *body, struct http_answer *answer)
{
	const struct http_request request = {.path = path,
	    .headers = json_headers,
	    .body = body,
	    .body_len = strlen(body)};

	assert_int_equal(http_send(server_fixture->port, &request, answer), 0);
}

/* Makes a body, to be freed, with the file in place of the %s of format. */
static char *
make_body(const char *format, const struct page_file *file)
{
	char *text = base64_make(file->data, file->len), *body;
	const char *at = strstr(format, "%s");

	assert_non_null(text);
	assert_true(asprintf(&body, "%.*s%s%s", (int)(at - format), format,
			text, at + 2) > 0);
	free(text);
	return body;
}

/* Returns the JSON of a 200, a new reference. */
static json_t *
posted(const char *path, const char *format, const struct page_file *file)
{
	char *body = make_body(format, file);
	struct http_answer answer;

	post(path, body, &answer);
	free(body);
	return reading_answer(&answer);
}

static void
check_page(const json_t *json, size_t i, int index, const char *text)
{
	const char *markdown;
	json_t *images;
	int n, dpi, width, height;

	assert_int_equal(
	    json_unpack(json_array_get(json_object_get(json, "pages"), i),
		"{s:i,s:s,s:o,s:{s:i,s:i,s:i}}", "index", &n, "markdown",
		&markdown, "images", &images, "dimensions", "dpi", &dpi,
		"width", &width, "height", &height),
	    0);
	assert_int_equal(n, index);
	assert_string_equal(markdown, text);
	assert_int_equal(json_array_size(images), 0);
	assert_true(dpi > 0 && width > 0 && height > 0);
}

/* LibreChat sends this, at both paths. */
static void
test_librechat(void **state)
{
	static const char format[] =
	    "{\"model\":\"mistral-ocr-latest\",\"image_limit\":0,"
	    "\"include_image_base64\":false,\"document\":{\"type\":"
	    "\"image_url\",\"image_url\":\"data:image/png;base64,%s\"}}";
	static const char *const paths[] = {"/ocr", "/v1/ocr"};
	struct page_file file;

	(void)state;
	assert_true(page_text("A page of words.\n", PAGE_PNG, &file) >= 0);
	for (size_t i = 0; i < 2; i++) {
		json_t *json = posted(paths[i], format, &file);

		assert_string_equal(
		    json_string_value(json_object_get(json, "model")),
		    "mistral-ocr-latest");
		check_page(json, 0, 0, "A page of words.\n");
		json_decref(json);
	}
	page_file_clear(&file);
}

/* Mistral's own client writes URLs as objects, and leaves out what is not
 * set. */
static void
test_pages_are_counted_from_0(void **state)
{
	const char *texts[] = {"First page.\n", "Second page.\n", "Third.\n"};
	struct page_file file;
	json_t *json;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &file), 0);
	json = posted("/v1/ocr",
	    "{\"model\":null,\"pages\":[0,1],\"include_blocks\":true,"
	    "\"document\":{\"image_url\":{\"url\":\"%s\"}}}",
	    &file);
	assert_int_equal(json_array_size(json_object_get(json, "pages")), 2);
	check_page(json, 0, 0, texts[0]);
	check_page(json, 1, 1, texts[1]);
	json_decref(json);
	json = posted("/v1/ocr",
	    "{\"pages\":[2],\"document\":{\"type\":\"document_url\","
	    "\"document_url\":\"%s\"}}",
	    &file);
	check_page(json, 0, 2, texts[2]);
	json_decref(json);
	json = posted("/v1/ocr",
	    "{\"pages\":\"0,2-4\",\"document\":{\"document_url\":\"%s\"}}",
	    &file);
	check_page(json, 0, 0, texts[0]);
	check_page(json, 1, 2, texts[2]);
	json_decref(json);
	page_file_clear(&file);
}

/* Nothing that is read of a page is markup. */
static void
test_text_is_no_markup(void **state)
{
	struct page_file file;
	json_t *json;

	(void)state;
	assert_true(page_text("The <b>bold</b> words here.\n"
			      "2. This is an item of a list.\n",
			PAGE_PNG, &file) >= 0);
	json = posted("/v1/ocr",
	    "{\"document\":{\"type\":\"image_url\",\"image_url\":\"%s\"}}",
	    &file);
	check_page(json, 0, 0,
	    "The \\<b\\>bold\\</b\\> words here.\n\n"
	    "2. This is an item of a list.\n");
	json_decref(json);
	page_file_clear(&file);
}

static void
test_failures(void **state)
{
	static const struct {
		const char *body;
		long status;
		const char *parameter;
	} rows[] = {
	    {"{", 400, "body"},
	    {"[]", 400, "body"},
	    {"{\"a\":1,\"a\":2}", 400, "body"},
	    {"{}", 400, "document"},
	    {"{\"document\":{\"type\":\"file\",\"file_id\":\"1\"}}", 400,
		"document"},
	    {"{\"document\":{\"type\":\"image_url\"}}", 400, "image_url"},
	    {"{\"document\":{\"type\":\"image_url\",\"image_url\":7}}", 400,
		"image_url"},
	    {"{\"document\":{\"type\":\"image_url\",\"image_url\":\"!\"}}", 400,
		"image_url"},
	    {"{\"document\":{\"document_url\":\"https://example.com/\"}}", 400,
		"document_url"},
	    {"{\"document\":{\"document_url\":\"file:///etc/passwd\"}}", 400,
		"document_url"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"}}", 415, NULL},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":[-1]}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":[]}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":\"x\"}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":\"\"}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":\"-1\"}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},"
	     "\"pages\":\"99999999999999999999\"}",
		400, "pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},\"pages\":true}", 400,
		"pages"},
	    {"{\"document\":{\"document_url\":\"Zm9v\"},"
	     "\"bbox_annotation_format\":{}}",
		400, "bbox_annotation_format"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_answer answer;
		json_t *json, *parameter;

		post("/v1/ocr", rows[i].body, &answer);
		json = problem_read(&answer, rows[i].status);
		if (json == NULL)
			print_error("%s\n", rows[i].body);
		assert_non_null(json);
		parameter = json_object_get(json, "parameter");
		if (rows[i].parameter != NULL)
			assert_string_equal(
			    json_string_value(parameter), rows[i].parameter);
		if (strstr(rows[i].body, "://") != NULL)
			assert_non_null(strstr(
			    json_string_value(json_object_get(json, "detail")),
			    "Nothing is fetched from elsewhere"));
		json_decref(json);
		http_answer_clear(&answer);
	}
}

/* A small body that would be large in memory is not read at all. */
static void
test_many_values(void **state)
{
	size_t size = 2000000;
	char *body = malloc(size + 1);
	struct http_answer answer;
	json_t *json;

	(void)state;
	memset(body, '[', size);
	memcpy(body, "{\"a\":", 5);
	body[size] = '\0';
	post("/v1/ocr", body, &answer);
	json = problem_read(&answer, 400);
	assert_non_null(strstr(
	    json_string_value(json_object_get(json, "detail")), "many values"));
	json_decref(json);
	http_answer_clear(&answer);
	free(body);
}

static const struct server_options others = {
    .workers = 1, .conf = "ocr.callers = ( \"tika\" )\n"};

static void
test_off(void **state)
{
	struct http_answer answer;

	(void)state;
	post("/v1/ocr", "{}", &answer);
	assert_int_equal(answer.status, 404);
	http_answer_clear(&answer);
	post("/ocr", "{}", &answer);
	assert_int_equal(answer.status, 415);
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_librechat),
	    cmocka_unit_test(test_pages_are_counted_from_0),
	    cmocka_unit_test(test_text_is_no_markup),
	    cmocka_unit_test(test_failures),
	    cmocka_unit_test(test_many_values),
	};
	const struct CMUnitTest off[] = {
	    SERVER_FIXTURE_TEST(test_off, (void *)(uintptr_t)&others),
	};
	int failed = cmocka_run_group_tests_name(
	    "mistral", tests, server_fixture_setup, server_fixture_teardown);

	failed += cmocka_run_group_tests_name("off", off, NULL, NULL);
	return server_report(failed);
}
