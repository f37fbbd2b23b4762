/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs whose tree of pages is wrong, but leads other viewers to the pages.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/joined_pdf.h"
#include "tests/lib/pdf_tools.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define PAGE(content) "<</Type/Page/Parent 2 0 R/Contents " content ">>"
#define TEXT(number, text)                                                     \
	number " 0 obj<</Length 60>>stream\nBT /F 24 Tf 40 100 Td (" text      \
	       ") Tj ET  \nendstream endobj\n"
/* Two pages; count is an entry of the tree, as far as it has one. */
#define DOCUMENT(kids, count)                                                  \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"               \
	"2 0 obj<</Type/Pages/Kids[" kids "]" count "/MediaBox[0 0 400 200]"   \
	"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>" \
	">>>>>>endobj\n"                                                       \
	"3 0 obj" PAGE("5 0 R") "endobj\n4 0 obj" PAGE(                        \
	    "6 0 R") "endobj\n" TEXT("5", "A page that comes first...")        \
	    TEXT("6", "The one that is the second") "trailer<</Root 1 0 R>>\n"

static void
assert_read(const struct page_file *file, const char *what)
{
	static const char *const paths[] = {
	    "/ocr?format=json", "/ocr?format=json&layer=never"};
	static const char *const words[] = {"comes first", "the second"};
	json_t *json;
	const json_t *pages;

	for (int i = 0; i < 2; i++) {
		json = reading_json(server_fixture->port, paths[i], file);
		pages = json_object_get(json, "pages");
		if (json_array_size(pages) != 2)
			fail_msg("%s: %zu pages", what, json_array_size(pages));
		for (size_t n = 0; n < 2; n++)
			assert_non_null(
			    strstr(json_string_value(json_object_get(
				       json_array_get(pages, n), "text")),
				words[n]));
		json_decref(json);
	}
}

static void
test_trees(void **state)
{
	static const struct {
		const char *what, *pdf;
	} table[] = {
	    {"right", DOCUMENT("3 0 R 4 0 R", "/Count 2")},
	    {"no count", DOCUMENT("3 0 R 4 0 R", "")},
	    {"none", DOCUMENT("3 0 R 4 0 R", "/Count 0")},
	    {"less than none", DOCUMENT("3 0 R 4 0 R", "/Count -2147483648")},
	    {"a count that is no number",
		DOCUMENT("3 0 R 4 0 R", "/Count/Two")},
	    {"pages in the tree itself",
		DOCUMENT(PAGE("5 0 R") PAGE("6 0 R"), "/Count 2")},
	};
	struct page_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		file = joined_pdf_file(table[i].pdf, strlen(table[i].pdf));
		assert_read(&file, table[i].what);
	}
}

/* What poppler finds no page in is no page if it is blank, and some are lost if
 * there ought to be more. */
static void
test_refused(void **state)
{
	static const char *const table[] = {
	    DOCUMENT("7 0 R", "") "7 0 obj<</Type/Page/Parent 2 0 R>>endobj\n",
	    DOCUMENT(PAGE("5 0 R"), "/Count 2"),
	};
	struct page_file file;
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		file = joined_pdf_file(table[i], strlen(table[i]));
		assert_int_equal(
		    http_post(server_fixture->port, "/ocr?format=json",
			file.data, file.len, &answer),
		    0);
		assert_int_equal(answer.status, 422);
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_trees),
	    cmocka_unit_test(test_refused),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_tree", tests, joined_pdf_setup, joined_pdf_teardown));
}
