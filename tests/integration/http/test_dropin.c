/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Paths of other services: the server understands what their callers send, the
 * answer has what they look for, and a failure has a status of failure.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/form.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/server.h"

#define TESSERACT "/tesseract"
#define PARSE "/parse/image"

static struct server *server;
static struct page_file page, text;

static int
setup(void **state)
{
	const struct server_options options = {.workers = 1};

	(void)state;
	if (page_text("A page of two lines\nfor those who move.\n", PAGE_PNG,
		&page) < 0)
		return -1;
	text.data = (unsigned char *)strdup("This is no image.\n");
	text.len = 18;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	page_file_clear(&page);
	page_file_clear(&text);
	return server_stop(server);
}

static void
post(const struct form *form, struct http_answer *answer)
{
	assert_int_equal(form_post(server->port, form, answer), 0);
}

/* Returns the JSON of a 200, a new reference. */
static json_t *
posted(const struct form *form)
{
	struct http_answer answer;

	post(form, &answer);
	return reading_answer(&answer);
}

/* Returns what a path of /ocr answers for the page, to be freed. */
static char *
plain(const char *path, const char *type)
{
	const struct http_request request = {
	    .path = path, .body = page.data, .body_len = page.len};
	size_t len;

	return http_document(server->port, &request, type, &len);
}

static void
test_tesseract_says_what_ocr_says(void **state)
{
	static const char utf8[] = "text/plain; charset=utf-8";
	static const char *const table[][3] = {
	    {"{}", "/ocr", utf8},
	    {"{\"psm\":6,\"dpi\":200}", "/ocr?psm=6&dpi=200&format=text", utf8},
	    {"{\"pageSegmentationMethod\":11,\"ocrEngineMode\":1}",
		"/ocr?psm=11", utf8},
	    {"{\"languages\":[\"eng\"],\"oem\":3,\"configParams\":"
	     "{\"tessedit_create_hocr\":\"1\",\"tessedit_create_txt\":\"0\"}}",
		"/ocr?lang=eng&format=hocr", "text/html; charset=utf-8"},
	    {"{\"configParams\":{\"tessedit_create_tsv\":\"1\"}}",
		"/ocr?format=tsv", "text/tab-separated-values; charset=utf-8"},
	    {"{\"configParams\":{\"tessedit_char_whitelist\":\"abc\"}}",
		"/ocr?var.tessedit_char_whitelist=abc", utf8},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct form form = {.path = TESSERACT,
		    .name = "options",
		    .value = table[i][0],
		    .file = &page};
		char *want = plain(table[i][1], table[i][2]);
		json_t *json = posted(&form);
		const char *out = NULL, *err = NULL;
		int code = -1;

		assert_int_equal(json_unpack(json, "{s:{s:{s:i,s:n},s:s,s:s}}",
				     "data", "exit", "code", &code, "signal",
				     "stdout", &out, "stderr", &err),
		    0);
		assert_int_equal(code, 0);
		assert_non_null(want);
		assert_string_equal(out, want);
		assert_string_equal(err, "");
		json_decref(json);
		free(want);
	}
}

static json_t *
first_result(const json_t *json)
{
	assert_int_equal(
	    json_integer_value(json_object_get(json, "OCRExitCode")), 1);
	assert_true(
	    json_is_false(json_object_get(json, "IsErroredOnProcessing")));
	return json_array_get(json_object_get(json, "ParsedResults"), 0);
}

static void
test_parse_has_text_and_words(void **state)
{
	struct form form = {.path = PARSE,
	    .name = "language",
	    .value = "eng",
	    .name2 = "isOverlayRequired",
	    .value2 = "True",
	    .file = &page};
	json_t *json = posted(&form), *result = first_result(json), *lines;
	const char *line;

	(void)state;
	assert_string_equal(
	    json_string_value(json_object_get(result, "ParsedText")),
	    "A page of two lines\r\nfor those who move.\r\n");
	lines =
	    json_object_get(json_object_get(result, "TextOverlay"), "Lines");
	assert_int_equal(json_array_size(lines), 2);
	line = json_string_value(
	    json_object_get(json_array_get(lines, 1), "LineText"));
	assert_string_equal(line, "for those who move.");
	json_decref(json);
	form.value2 = "false";
	json = posted(&form);
	lines = json_object_get(
	    json_object_get(first_result(json), "TextOverlay"), "Lines");
	assert_int_equal(json_array_size(lines), 0);
	json_decref(json);
}

static void
test_parse_takes_what_means_nothing_here(void **state)
{
	static const char *const table[][2] = {{"OCREngine", "2"},
	    {"scale", "true"}, {"filetype", "PNG"}, {"apikey", "helloworld"},
	    {"url", ""}, {"language", "auto"}, {"isTable", "true"},
	    {"isCreateSearchablePdf", "false"}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct form form = {.path = PARSE,
		    .name = table[i][0],
		    .value = table[i][1],
		    .file = &page};
		json_t *json = posted(&form);

		first_result(json);
		json_decref(json);
	}
}

static const struct row {
	struct form form;
	long status;
	const char *parameter;
} rows[] = {
    {{TESSERACT, "options", "[]", 0, 0, &page}, 400, "options"},
    {{TESSERACT, "options", "{}", 0, 0, NULL}, 400, "file"},
    {{TESSERACT, "color", "red", 0, 0, &page}, 400, "color"},
    {{TESSERACT, "options", "{\"x\":1}", 0, 0, &page}, 400, "x"},
    {{TESSERACT, "options", "{\"psm\":\"3\"}", 0, 0, &page}, 400, "psm"},
    {{TESSERACT, "options", "{\"psm\":99}", 0, 0, &page}, 400, "psm"},
    {{TESSERACT, "options", "{\"oem\":0}", 0, 0, &page}, 400, "oem"},
    {{TESSERACT, "options", "{\"languages\":[]}", 0, 0, &page}, 400,
	"languages"},
    {{TESSERACT, "options", "{\"tessDataDir\":\"/\"}", 0, 0, &page}, 400,
	"tessDataDir"},
    {{TESSERACT, "options", "{\"configParams\":{\"debug_file\":\"/x\"}}", 0, 0,
	 &page},
	400, "var.debug_file"},
    {{TESSERACT, "options",
	 "{\"configParams\":{\"tessedit_create_pdf\":\"1\"}}", 0, 0, &page},
	400, "configParams"},
    {{TESSERACT, "options", "{\"languages\":[\"tlh\"]}", 0, 0, &page}, 422,
	NULL},
    {{TESSERACT, "options", "{}", 0, 0, &text}, 415, NULL},
    {{PARSE, "language", "eng", 0, 0, NULL}, 400, "file"},
    {{PARSE, "url", "http://127.0.0.1/", 0, 0, NULL}, 400, "url"},
    {{PARSE, "base64Image", "http://127.0.0.1/", 0, 0, NULL}, 400,
	"base64Image"},
    {{PARSE, "base64Image", "!", 0, 0, NULL}, 400, "base64Image"},
    {{PARSE, "base64Image", "Zm9v", 0, 0, &page}, 400, "file"},
    {{PARSE, "color", "red", 0, 0, &page}, 400, "color"},
    {{PARSE, "isTable", "maybe", 0, 0, &page}, 400, "isTable"},
    {{PARSE, "isCreateSearchablePdf", "true", 0, 0, &page}, 400,
	"isCreateSearchablePdf"},
    {{PARSE, "language", "tlh", 0, 0, &page}, 422, NULL},
    {{PARSE, "language", "eng", 0, 0, &text}, 415, NULL},
    {{PARSE, "base64Image", "Zm9v", 0, 0, NULL}, 415, NULL},
};

static void
test_failures_are_failures(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct http_answer answer;
		json_t *json, *parameter;

		post(&row->form, &answer);
		json = problem_read(&answer, row->status);
		if (!json)
			print_error("%s %s\n", row->form.name, row->form.value);
		assert_non_null(json);
		parameter = json_object_get(json, "parameter");
		if (row->parameter)
			assert_string_equal(
			    json_string_value(parameter), row->parameter);
		if (strcmp(row->form.path, PARSE) == 0)
			assert_true(json_is_true(
			    json_object_get(json, "IsErroredOnProcessing")));
		else
			assert_non_null(json_object_get(json, "data"));
		json_decref(json);
		http_answer_clear(&answer);
	}
}

/* The body is no form at all. */
static void
test_a_bare_file_is_no_form(void **state)
{
	static const char *const paths[] = {TESSERACT, PARSE};
	struct http_answer answer;
	json_t *json;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		static const char *const headers[] = {
		    "Content-Type: image/png", NULL};
		const struct http_request request = {.path = paths[i],
		    .headers = headers,
		    .body = page.data,
		    .body_len = page.len};

		assert_int_equal(http_send(server->port, &request, &answer), 0);
		json = problem_read(&answer, 400);
		assert_non_null(json);
		assert_string_equal(
		    json_string_value(json_object_get(json, "parameter")),
		    "Content-Type");
		json_decref(json);
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tesseract_says_what_ocr_says),
	    cmocka_unit_test(test_parse_has_text_and_words),
	    cmocka_unit_test(test_parse_takes_what_means_nothing_here),
	    cmocka_unit_test(test_failures_are_failures),
	    cmocka_unit_test(test_a_bare_file_is_no_form),
	};

	return server_report(
	    cmocka_run_group_tests_name("dropin", tests, setup, teardown));
}
