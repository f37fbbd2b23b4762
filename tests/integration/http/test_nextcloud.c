/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The paths of the backend of Nextcloud's workflow_ocr: its form, the PDF in
 * the answer and its text.
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
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define PATH "/process_ocr"
#define PARAMETERS "ocrmypdf_parameters"

static void
post(const char *parameters, const struct page_file *file,
    struct http_answer *answer)
{
	const struct form form = {.path = PATH,
	    .name = parameters ? PARAMETERS : NULL,
	    .value = parameters,
	    .file = file};

	assert_int_equal(form_post(server_fixture->port, &form, answer), 0);
}

/* Returns the text that pdftotext finds in a PDF that is given as base64, to be
 * cleared. */
static void
read_pdf(const char *base64, struct process_result *result)
{
	const char *path = server_path(server_fixture, "answer.base64");
	const char *argv[] = {"sh", "-c", NULL, NULL};
	FILE *file = fopen(path, "w");
	char command[512];

	assert_non_null(file);
	assert_true(fputs(base64, file) >= 0);
	assert_int_equal(fclose(file), 0);
	snprintf(command, sizeof(command),
	    "base64 -d '%s' >'%s.pdf' && pdftotext '%s.pdf' -", path, path,
	    path);
	argv[2] = command;
	assert_int_equal(process_run(argv, 60000, result), 0);
	if (result->status != 0)
		print_error("%s\n", result->err);
	assert_int_equal(result->status, 0);
}

static void
test_pdf_and_text_of_one_reading(void **state)
{
	static const char *const lines[] = {"--skip-text --language eng",
	    "--redo-ocr --language=eng --jobs 4", "-l eng --remove-background",
	    "--force-ocr", "", NULL};
	const char *texts[] = {"The first page.\n", "The second page.\n"};
	struct page_file file;

	(void)state;
	assert_int_equal(page_tiff(texts, 2, &file), 0);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *name, *type, *text, *content;
		struct process_result result;
		struct http_answer answer;
		json_t *json;

		post(lines[i], &file, &answer);
		json = reading_answer(&answer);
		assert_int_equal(
		    json_unpack(json, "{s:s,s:s,s:s,s:s}", "filename", &name,
			"contentType", &type, "recognizedText", &text,
			"fileContent", &content),
		    0);
		assert_string_equal(name, "a.pdf");
		assert_string_equal(type, "application/pdf");
		assert_string_equal(
		    text, "The first page.\n\fThe second page.\n");
		read_pdf(content, &result);
		assert_non_null(strstr(result.out, "The first page."));
		assert_non_null(strstr(result.out, "The second page."));
		process_result_clear(&result);
		json_decref(json);
	}
	page_file_clear(&file);
}

static void
test_failures(void **state)
{
	struct page_file words, other = {(unsigned char *)strdup("Text.\n"), 6};
	const struct {
		const char *parameters;
		const struct page_file *file;
		const char *type;
		int code;
	} rows[] = {
	    {"--plugin /tmp/x.py", &words, "bad-request", 1},
	    {"--sidecar /etc/passwd", &words, "bad-request", 1},
	    {"--language", &words, "bad-request", 1},
	    {"--force-ocr=yes", &words, "bad-request", 1},
	    {"--image-dpi 1", &words, "bad-request", 1},
	    {"--language tlh", &words, "unknown-language", 2},
	    {"--language eng", &other, "unsupported-media-type", 2},
	    {"--language eng", NULL, "bad-request", 1},
	};

	(void)state;
	assert_true(page_text("Words.\n", PAGE_PNG, &words) >= 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_answer answer;
		const char *type;
		json_t *json;

		post(rows[i].parameters, rows[i].file, &answer);
		json = problem_read(&answer, 500);
		if (json == NULL)
			print_error("%s\n", rows[i].parameters);
		assert_non_null(json);
		type = json_string_value(json_object_get(json, "type"));
		assert_string_equal(
		    type + strlen("urn:mod_ocr:problem:"), rows[i].type);
		assert_string_equal(
		    json_string_value(json_object_get(json, "message")),
		    json_string_value(json_object_get(json, "detail")));
		assert_int_equal(json_integer_value(
				     json_object_get(json, "ocrMyPdfExitCode")),
		    rows[i].code);
		json_decref(json);
		http_answer_clear(&answer);
	}
	page_file_clear(&words);
	page_file_clear(&other);
}

static void
test_languages_and_heartbeat(void **state)
{
	struct http_answer answer;
	json_t *json, *code;
	bool has_eng = false;
	size_t i;

	(void)state;
	server_fixture_get("/installed_languages", NULL, &answer);
	json = reading_answer(&answer);
	json_array_foreach(json, i, code) has_eng =
	    has_eng || strcmp(json_string_value(code), "eng") == 0;
	assert_true(has_eng);
	json_decref(json);
	server_fixture_get("/heartbeat", NULL, &answer);
	json = reading_answer(&answer);
	assert_string_equal(
	    json_string_value(json_object_get(json, "status")), "ok");
	json_decref(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pdf_and_text_of_one_reading),
	    cmocka_unit_test(test_failures),
	    cmocka_unit_test(test_languages_and_heartbeat),
	};

	return server_report(cmocka_run_group_tests_name(
	    "nextcloud", tests, server_fixture_setup, server_fixture_teardown));
}
