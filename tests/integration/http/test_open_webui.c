/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PUT /process as Open WebUI's external document loader sends it, and a
 * document with a damaged page, which is a failure to callers that cannot be
 * told of it.
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

/* A PDF whose second page shows an image that is not there. */
static const char damaged[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2"
    "/Resources<</Font<</F 6 0 R>>>>/MediaBox[0 0 400 200]>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/Contents 7 0 R>>endobj\n"
    "4 0 obj<</Type/Page/Parent 2 0 R/Contents 8 0 R>>endobj\n"
    "6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "7 0 obj<</Length 45>>stream\n"
    "BT /F 24 Tf 40 100 Td (First contract) Tj ET \nendstream endobj\n"
    "8 0 obj<</Length 30>>stream\n"
    "q 400 0 0 200 0 0 cm /None Do Q\nendstream endobj\n"
    "trailer<</Root 1 0 R>>\n";

/* Sends a file as Open WebUI's loader does, with the header line name.  Returns
 * the JSON of the answer, an array, as a new reference. */
static json_t *
process(const char *name, const struct page_file *file)
{
	const char *const headers[] = {"User-Agent: python-requests/2.32.5",
	    "Accept-Encoding: gzip, deflate", "Accept: */*",
	    "Connection: keep-alive", "Content-Type: image/tiff",
	    "Authorization: Bearer secret", name, NULL};
	struct http_answer answer;
	json_t *json;

	server_fixture_put("/process", headers, file->data, file->len, &answer);
	json = reading_answer(&answer);
	assert_true(json_is_array(json));
	return json;
}

static void
test_a_document_a_page(void **state)
{
	const char *texts[] = {"The first page.\n", "The second page.\n"};
	struct page_file file;
	json_t *json;

	(void)state;
	assert_int_equal(page_tiff(texts, 2, &file), 0);
	json = process("X-Filename: Gr%C3%BC%C3%9Fe%20100%25.tiff", &file);
	assert_int_equal(json_array_size(json), 2);
	for (size_t i = 0; i < 2; i++) {
		const char *content, *source, *type;
		int number;

		assert_int_equal(json_unpack(json_array_get(json, i),
				     "{s:s,s:{s:i,s:s,s:s}}", "page_content",
				     &content, "metadata", "page", &number,
				     "source", &source, "Content-Type", &type),
		    0);
		assert_string_equal(content, texts[i]);
		assert_int_equal(number, i + 1);
		assert_string_equal(source, "Gr\xc3\xbc\xc3\x9f"
					    "e 100%.tiff");
		assert_string_equal(type, "image/tiff");
	}
	json_decref(json);
	page_file_clear(&file);
}

/* Names that are not URL-encoded, or wrongly, are taken as they are. */
static void
test_odd_names(void **state)
{
	static const char *const rows[][2] = {{"X-Filename: a%", "a%"},
	    {"X-Filename: a%2", "a%2"}, {"X-Filename: %zz%00", "%zz%00"},
	    {"X-Filename: %ff", "\xef\xbf\xbd"}};
	struct page_file file;

	(void)state;
	assert_true(page_text("A name.\n", PAGE_PNG, &file) >= 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *json = process(rows[i][0], &file);
		const char *source;

		assert_int_equal(
		    json_unpack(json_array_get(json, 0), "{s:{s:s}}",
			"metadata", "source", &source),
		    0);
		assert_string_equal(source, rows[i][1]);
		json_decref(json);
	}
	page_file_clear(&file);
}

/* The loader shows the member detail to its user. */
static void
test_failures_say_why(void **state)
{
	struct http_answer answer;
	json_t *json;

	(void)state;
	server_fixture_put("/process", NULL, "An office file.\n", 16, &answer);
	json = problem_read(&answer, 415);
	assert_non_null(json);
	json_decref(json);
	http_answer_clear(&answer);
	server_fixture_put("/process", NULL, "", 0, &answer);
	json = problem_read(&answer, 400);
	assert_non_null(json);
	json_decref(json);
	http_answer_clear(&answer);
}

static void
test_a_damaged_page_is_a_failure(void **state)
{
	static const char *const paths[] = {
	    "/process", "/tika", "/tika/text", "/rmeta", "/rmeta/text"};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		json_t *json;

		server_fixture_put(
		    paths[i], NULL, damaged, sizeof(damaged) - 1, &answer);
		json = problem_read(&answer, 422);
		if (json == NULL)
			print_error("%s: %s\n", paths[i], answer.body);
		assert_non_null(json);
		json_decref(json);
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_document_a_page),
	    cmocka_unit_test(test_odd_names),
	    cmocka_unit_test(test_failures_say_why),
	    cmocka_unit_test(test_a_damaged_page_is_a_failure),
	};

	return server_report(cmocka_run_group_tests_name("open_webui", tests,
	    server_fixture_setup, server_fixture_teardown));
}
