/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf keeps the labels that a PDF gives its pages, such as "iv", when
 * some of the pages are asked for, or several files become one PDF.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/joined_pdf.h"
#include "tests/lib/pdf_tools.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"

/* A document of three pages, i, ii and A-7. */
#define NUMBERED(labels)                                                       \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/PageLabels " labels      \
	">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3"       \
	"/MediaBox[0 0 400 200]/Resources<</Font<</F<</Type/Font/Subtype"      \
	"/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"                            \
	"3 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R>>endobj\n"            \
	"4 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R>>endobj\n"            \
	"5 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R>>endobj\n"            \
	"6 0 obj<</Length 55>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (A page that has a label) Tj ET  \n"            \
	"endstream endobj\ntrailer<</Root 1 0 R>>\n"
static const char numbered[] =
    NUMBERED("<</Kids[<</Limits[0 0]/Nums[0<</S/r>>]>>"
	     "<</Limits[2 2]/Nums[2<</S/D/P(A-)/St 7>>]>>]>>");
/* The tree contains itself. */
static const char endless[] =
    NUMBERED("7 0 R>>endobj\n7 0 obj<</Kids[7 0 R 7 0 R]/Nums[0<</S/r>>9<<>>]");

/* Checks the page labels of the PDF that is made of the files, or of pages 2
 * and 3 of a single one: want has each as "page:prefix style first". */
static void
assert_labels(const struct page_file *files, size_t n, const char *want)
{
	struct page_file got;
	char *path, text[256] = "";
	json_t *labels, *label;
	size_t i;

	got = n == 1 ? pdf_tools_answer("/ocr?format=pdf&pages=2-3", files)
		     : pdf_tools_join("/ocr?format=pdf", files, n, &path);
	if (n == 1)
		path = pdf_tools_save("labels.pdf", &got);
	pdf_tools_check(path);
	labels = pdf_tools_json(path, "pagelabels");
	json_array_foreach(labels, i, label)
	{
		const json_t *of = json_object_get(label, "label");
		const json_t *p = json_object_get(of, "/P");
		const json_t *st = json_object_get(of, "/St");

		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%d:%s%s%d ",
		    (int)json_integer_value(json_object_get(label, "index")),
		    p == NULL ? "" : json_string_value(p),
		    json_string_value(json_object_get(of, "/S")),
		    st == NULL ? 1 : (int)json_integer_value(st));
	}
	assert_string_equal(text, want);
	json_decref(labels);
	free(path);
	page_file_clear(&got);
}

/* Pages keep their labels, whatever stands before them or is left out. */
static void
test_labels(void **state)
{
	const struct page_file first =
	    joined_pdf_file(numbered, sizeof(numbered) - 1);
	const struct page_file files[] = {
	    first, joined_pdf_photo, first, scanned_pdf_scan};
	const struct page_file odd =
	    joined_pdf_file(endless, sizeof(endless) - 1);

	(void)state;
	assert_labels(files, 4, "0:/r1 2:u:A-/D7 3:/D4 4:/r1 6:u:A-/D7 7:/D8 ");
	assert_labels(files + 1, 2, "0:/D1 1:/r1 3:u:A-/D7 ");
	assert_labels(files, 1, "0:/r2 1:u:A-/D7 ");
	assert_labels(&odd, 1, "0:/r2 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_labels),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_labels", tests, joined_pdf_setup, joined_pdf_teardown));
}
