/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * docling's paths: the forms of Open WebUI and paperless-gpt, and JSON with the
 * file as base64.
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

#define FILE_PATH "/v1/convert/file"
#define SOURCE_PATH "/v1/convert/source"
#define PART "--xyz\r\nContent-Disposition: form-data; name="

static void
post(const char *path, const char *type, const void *body, size_t size,
    struct http_answer *answer)
{
	const char *const headers[] = {
	    type, "Accept: */*", "X-Api-Key: secret", NULL};
	const struct http_request request = {
	    .path = path, .headers = headers, .body = body, .body_len = size};

	assert_int_equal(http_send(server_fixture->port, &request, answer), 0);
}

/* Posts the fields, as they stand in the body, and the file behind them. */
static void
post_form(const char *fields, const char *name, const struct page_file *file,
    struct http_answer *answer)
{
	char *body = malloc(strlen(fields) + file->len + 512);
	size_t n = (size_t)sprintf(body,
	    "%s" PART "\"%s\"; filename=\"/tmp/page.png\"\r\n"
	    "Content-Type: image/png\r\n\r\n",
	    fields, name);

	memcpy(body + n, file->data, file->len);
	n += file->len;
	n += (size_t)sprintf(body + n, "\r\n--xyz--\r\n");
	post(FILE_PATH, "Content-Type: multipart/form-data; boundary=xyz", body,
	    n, answer);
	free(body);
}

/* Returns the document of a 200 whose status is success; json is a new
 * reference. */
static const json_t *
document_of(struct http_answer *answer, json_t **json)
{
	const char *status;
	const json_t *document;

	*json = reading_answer(answer);
	assert_int_equal(json_unpack(*json, "{s:s,s:o}", "status", &status,
			     "document", &document),
	    0);
	assert_string_equal(status, "success");
	assert_int_equal(json_array_size(json_object_get(*json, "errors")), 0);
	return document;
}

static void
assert_text(const json_t *document, const char *member, const char *text)
{
	const json_t *value = json_object_get(document, member);

	if (text == NULL)
		assert_true(json_is_null(value));
	else
		assert_string_equal(json_string_value(value), text);
}

static void
test_open_webui_and_paperless_gpt(void **state)
{
	static const char *const rows[][3] = {
	    {PART "\"image_export_mode\"\r\n\r\nplaceholder\r\n",
		"Words \\[in\\] a row.\n", NULL},
	    {PART "\"to_formats\"\r\n\r\nmd\r\n" PART
		  "\"do_ocr\"\r\n\r\ntrue\r\n" PART
		  "\"pipeline\"\r\n\r\nstandard\r\n" PART
		  "\"ocr_engine\"\r\n\r\neasyocr\r\n" PART
		  "\"image_export_mode\"\r\n\r\nplaceholder\r\n",
		"Words \\[in\\] a row.\n", NULL},
	    {PART "\"to_formats\"\r\n\r\ntext\r\n" PART
		  "\"ocr_lang\"\r\n\r\nen\r\n",
		NULL, "Words [in] a row.\n"},
	    {PART "\"to_formats\"\r\n\r\ntext\r\n" PART
		  "\"to_formats\"\r\n\r\nmd\r\n",
		"Words \\[in\\] a row.\n", "Words [in] a row.\n"},
	};
	struct page_file file;

	(void)state;
	assert_true(page_text("Words [in] a row.\n", PAGE_PNG, &file) >= 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_answer answer;
		const json_t *document;
		json_t *json;

		post_form(rows[i][0], "files", &file, &answer);
		document = document_of(&answer, &json);
		assert_text(document, "md_content", rows[i][1]);
		assert_text(document, "text_content", rows[i][2]);
		assert_text(document, "filename", "/tmp/page.png");
		json_decref(json);
	}
	page_file_clear(&file);
}

static void
test_source_with_pages(void **state)
{
	const char *texts[] = {"First page.\n", "Second page.\n", "Third.\n"};
	struct http_answer answer;
	struct page_file file;
	const json_t *document;
	char *text, *body;
	json_t *json;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &file), 0);
	text = base64_make(file.data, file.len);
	assert_true(
	    asprintf(&body,
		"{\"options\":{\"to_formats\":[\"text\"],"
		"\"page_range\":[2,9223372036854775807],\"ocr_lang\":[\"en\"],"
		"\"force_ocr\":false,\"images_scale\":2.0},"
		"\"sources\":[{\"kind\":\"file\",\"base64_string\":"
		"\"%s\",\"filename\":\"a.tif\"}],"
		"\"target\":{\"kind\":\"inbody\"}}",
		text) > 0);
	post(SOURCE_PATH, "Content-Type: application/json", body, strlen(body),
	    &answer);
	document = document_of(&answer, &json);
	assert_text(document, "text_content", "Second page.\n\nThird.\n");
	assert_text(document, "filename", "a.tif");
	json_decref(json);
	free(body);
	free(text);
	page_file_clear(&file);
}

static void
assert_refused(struct http_answer *answer, long status, const char *parameter)
{
	json_t *json = problem_read(answer, status), *named;

	if (json == NULL)
		print_error(
		    "%s: %s\n", parameter ? parameter : "", answer->body);
	assert_non_null(json);
	named = json_object_get(json, "parameter");
	if (parameter != NULL)
		assert_string_equal(json_string_value(named), parameter);
	if (parameter != NULL && strcmp(parameter, "url") == 0)
		assert_non_null(
		    strstr(json_string_value(json_object_get(json, "detail")),
			"Nothing is fetched from elsewhere"));
	json_decref(json);
	http_answer_clear(answer);
}

static void
test_forms_that_are_refused(void **state)
{
	static const struct {
		const char *field, *value;
		long status;
	} rows[] = {
	    {"to_formats", "doctags", 400},
	    {"page_range", "x", 400},
	    {"page_range", "2", 400},
	    {"force_ocr", "maybe", 400},
	    {"target_type", "zip", 400},
	    {"ocr_lang", "tlh", 422},
	};
	struct http_answer answer;
	struct page_file file;
	char fields[256];

	(void)state;
	assert_true(page_text("Words.\n", PAGE_PNG, &file) >= 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(fields, sizeof(fields), PART "\"%s\"\r\n\r\n%s\r\n",
		    rows[i].field, rows[i].value);
		post_form(fields, "files", &file, &answer);
		assert_refused(&answer, rows[i].status,
		    rows[i].status == 400 ? rows[i].field : NULL);
	}
	post_form("", "other", &file, &answer);
	assert_refused(&answer, 400, "other");
	page_file_clear(&file);
}

static void
test_sources_that_are_refused(void **state)
{
	static const struct {
		const char *body, *parameter;
		long status;
	} rows[] = {
	    {"{}", "sources", 400},
	    {"{\"sources\":[{\"kind\":\"http\",\"url\":\"http://x/\"}]}", "url",
		400},
	    {"{\"http_sources\":[{\"url\":\"http://x/\"}]}", "url", 400},
	    {"{\"file_sources\":[{\"base64_string\":\"!\"}]}", "base64_string",
		400},
	    {"{\"file_sources\":[{\"base64_string\":\"Zm9v\"},"
	     "{\"base64_string\":\"Zm9v\"}]}",
		"base64_string", 400},
	    {"{\"file_sources\":[{\"base64_string\":\"Zm9v\"}]}", NULL, 415},
	    {"{\"file_sources\":[{\"base64_string\":\"Zm9v\"}],"
	     "\"target\":{\"kind\":\"put\"}}",
		"kind", 400},
	};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		post(SOURCE_PATH, "Content-Type: application/json",
		    rows[i].body, strlen(rows[i].body), &answer);
		assert_refused(&answer, rows[i].status, rows[i].parameter);
	}
	post(SOURCE_PATH, "Content-Type: text/plain", "{}", 2, &answer);
	assert_refused(&answer, 400, "Content-Type");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_open_webui_and_paperless_gpt),
	    cmocka_unit_test(test_source_with_pages),
	    cmocka_unit_test(test_forms_that_are_refused),
	    cmocka_unit_test(test_sources_that_are_refused),
	};

	return server_report(cmocka_run_group_tests_name(
	    "docling", tests, server_fixture_setup, server_fixture_teardown));
}
