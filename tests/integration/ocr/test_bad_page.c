/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Documents with a page among good ones of which nothing can be read, since it
 * is damaged or too large: the good ones are read and the bad one is named, or
 * the whole is refused; no page is silently blank.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

/* A PDF whose second page has those entries and shows what object 8 says. */
#define DOCUMENT(entries, content)                                             \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"               \
	"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3"                 \
	"/Resources<</Font<</F 6 0 R>>>>/MediaBox[0 0 400 200]>>endobj\n"      \
	"3 0 obj<</Type/Page/Parent 2 0 R/Contents 7 0 R>>endobj\n"            \
	"4 0 obj<</Type/Page/Parent 2 0 R" entries ">>endobj\n"                \
	"5 0 obj<</Type/Page/Parent 2 0 R/Contents 9 0 R>>endobj\n"            \
	"6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"       \
	"7 0 obj<</Length 45>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (First contract) Tj ET \nendstream endobj\n"    \
	"8 0 obj<</Length 30>>stream\n" content "\nendstream endobj\n"         \
	"9 0 obj<</Length 45>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (Third contract) Tj ET \nendstream endobj\n"    \
	"trailer<</Root 1 0 R>>\n"

/* There it shows an image that is not there. */
static const char document[] =
    DOCUMENT("/Contents 8 0 R", "q 400 0 0 200 0 0 cm /None Do Q");
/* There it is so large that nothing could be read at what resolution fits,
 * although it has text. */
static const char large_document[] =
    DOCUMENT("/Contents 7 0 R/MediaBox[0 0 1000000 1000000]", "");

static const struct page_file pdf = {
    (unsigned char *)(uintptr_t)document, sizeof(document) - 1};
static const struct page_file large_pdf = {
    (unsigned char *)(uintptr_t)large_document, sizeof(large_document) - 1};

/* Checks that the page has this number and a problem of this type instead of a
 * text. */
static void
assert_not_read(const json_t *page, int number, const char *type)
{
	const json_t *problem = json_object_get(page, "problem");

	assert_int_equal(
	    json_integer_value(json_object_get(page, "page")), number);
	assert_string_equal(
	    json_string_value(json_object_get(problem, "type")), type);
	assert_non_null(json_object_get(problem, "detail"));
	assert_null(json_object_get(page, "text"));
}

static void
assert_bad(const json_t *page, int number)
{
	assert_not_read(page, number, "urn:mod_ocr:problem:undecodable");
}

static void
test_json(void **state)
{
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", &pdf);
	const json_t *pages = json_object_get(json, "pages");

	(void)state;
	assert_int_equal(json_array_size(pages), 3);
	assert_non_null(
	    strstr(json_string_value(json_object_get(json, "text")), "First"));
	assert_bad(json_array_get(pages, 1), 2);
	assert_non_null(strstr(json_string_value(json_object_get(
				   json_array_get(pages, 2), "text")),
	    "Third"));
	json_decref(json);
	json_decref(server_fixture_logged("detail",
	    "What is in page 2 is damaged, cut off, or of a variant that "
	    "cannot be decoded."));
}

static void
test_ndjson(void **state)
{
	char *body =
	    reading_post(server_fixture->port, "/ocr?format=ndjson", &pdf);
	char *line = body, *rest = NULL;
	json_t *page;
	int n = 0;

	(void)state;
	for (line = strtok_r(body, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		page = json_loads(line, 0, NULL);
		assert_non_null(page);
		if (++n == 2)
			assert_bad(page, 2);
		else
			assert_null(json_object_get(page, "problem"));
		json_decref(page);
	}
	assert_int_equal(n, 3);
	free(body);
}

/* Other formats are refused, unless the client accepts what there is. */
static void
test_others(void **state)
{
	static const char *const formats[] = {"text", "hocr", "alto", "tsv"};
	struct http_answer answer;
	char path[64];

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(path, sizeof(path), "/ocr?format=%s", formats[i]);
		reading_expect_refusal(
		    server_fixture->port, path, false, &pdf, "page 2");
		reading_ask(server_fixture->port, path, true, &pdf, &answer);
		assert_int_equal(answer.status, 200);
		assert_non_null(strstr(answer.body, "First"));
		assert_non_null(strstr(answer.body, "Third"));
		if (i == 0)
			assert_non_null(strstr(answer.body, "\f\f"));
		http_answer_clear(&answer);
	}
}

/* If only the damaged page is asked for, there is no answer. */
static void
test_alone(void **state)
{
	(void)state;
	reading_expect_refusal(server_fixture->port, "/ocr?format=json&pages=2",
	    false, &pdf, "page 2");
	reading_expect_refusal(server_fixture->port,
	    "/ocr?format=ndjson&pages=2", true, &pdf, "page 2");
	reading_expect_refusal(
	    server_fixture->port, "/ocr?pages=2", true, &pdf, "page 2");
}

/* The last page of a TIFF is missing; a page that only seems to be there is
 * none. */
static void
test_cut_tiff(void **state)
{
	const char *texts[] = {"The first of three pages\n",
	    "The second of three pages\n", "The third of three pages\n"};
	struct page_file file;
	json_t *json;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &file), 0);
	file.len -= 150;
	json = reading_json(server_fixture->port, "/ocr?format=json", &file);
	assert_int_equal(json_array_size(json_object_get(json, "pages")), 3);
	assert_bad(json_array_get(json_object_get(json, "pages"), 2), 3);
	json_decref(json);
	reading_expect_refusal(
	    server_fixture->port, "/ocr", false, &file, "page 3");
	page_file_clear(&file);
}

static void
test_large(void **state)
{
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", &large_pdf);
	const json_t *pages = json_object_get(json, "pages");
	struct http_answer answer;

	(void)state;
	assert_int_equal(json_array_size(pages), 3);
	assert_not_read(
	    json_array_get(pages, 1), 2, "urn:mod_ocr:problem:too-many-pixels");
	assert_non_null(strstr(json_string_value(json_object_get(
				   json_array_get(pages, 2), "text")),
	    "Third"));
	json_decref(json);
	json_decref(server_fixture_logged("event", "page too large"));
	reading_ask(server_fixture->port, "/ocr", true, &large_pdf, &answer);
	assert_int_equal(answer.status, 200);
	assert_string_equal(
	    answer.body, "First contract\n\f\fThird contract\n");
	http_answer_clear(&answer);
	reading_expect_refusal(
	    server_fixture->port, "/ocr", false, &large_pdf, "page 2");
	reading_expect_refusal(server_fixture->port, "/ocr?format=json&pages=2",
	    false, &large_pdf, "page 2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_ndjson),
	    cmocka_unit_test(test_others),
	    cmocka_unit_test(test_alone),
	    cmocka_unit_test(test_cut_tiff),
	    cmocka_unit_test(test_large),
	};

	return server_report(cmocka_run_group_tests_name(
	    "bad page", tests, server_fixture_setup, server_fixture_teardown));
}
