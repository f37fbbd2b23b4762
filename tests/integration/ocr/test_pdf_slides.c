/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A page with text of its own over a picture that fills it, as slides have, is
 * read for the words of the picture.  format=pdf adds those alone, so that each
 * word is copied once.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/pdf_tools.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"

/* Text of a page, above the scan. */
#define LINES                                                                  \
	"BT /F 14 Tf 10 112 Td (The agenda of our quarterly meeting) Tj "      \
	"0 -20 Td (Figures, budget and, finally, lunch) Tj ET"
/* A picture that fills the page. */
#define COVER                                                                  \
	"q 360 0 0 136 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID f0> EI Q "
#define SLIDE                                                                  \
	.page = "/MediaBox[0 0 360 136]/Resources<</XObject<</Im 5 0 R>>"      \
		"/Font<</F 6 0 R>>/ExtGState<</Pale 7 0 R>>>>",                \
	.more = more_of_a_slide

static void
more_of_a_slide(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1, "<</ca 0.15>>");
}

/* Checks that each of the words is in the text so many times. */
static void
assert_count(const char *text, const char *const *words, unsigned n)
{
	for (; *words != NULL; words++)
		if (pdf_tools_count(text, *words) != n)
			fail_msg("%u times %s, not %u: %s",
			    pdf_tools_count(text, *words), *words, n, text);
}

static const char *const own[] = {"The agenda of our quarterly meeting",
    "agenda", "quarterly", "Figures, budget and, finally, lunch", "Figures",
    "budget", "finally", "lunch", NULL};
static const char *const of_picture[] = {
    "Requests wait at its gate until a worker", "Requests", "gate", NULL};

/* Returns the text of the PDF that the server makes of pdf, to be freed. */
static char *
text_of(const char *path, const struct page_file *pdf)
{
	struct page_file kept = pdf_tools_answer(path, pdf);
	char *after = pdf_tools_save("after.pdf", &kept);
	char *text = pdf_tools_text(after);

	pdf_tools_check(after);
	free(after);
	page_file_clear(&kept);
	return text;
}

static void
test_words(void **state)
{
	const struct scanned_pdf k = {SLIDE, .content = LINES};
	struct page_file pdf = scanned_pdf_make(&k);
	char *text = text_of("/ocr?format=pdf", &pdf);
	char *before = pdf_tools_save("before.pdf", &pdf);
	char *after = pdf_tools_path("after.pdf");

	(void)state;
	assert_count(text, own, 1);
	assert_count(text, of_picture, 1);
	pdf_tools_compare(before, after);
	free(text);
	/* Once more, and nothing is different. */
	page_file_clear(&pdf);
	pdf = pdf_tools_load(after);
	text = text_of("/ocr?format=pdf", &pdf);
	assert_count(text, own, 1);
	assert_count(text, of_picture, 1);
	free(text);
	free(after);
	free(before);
	page_file_clear(&pdf);
}

/* The page lies on its side, and is turned before it is read; its words are
 * found where they are then, so that none is added. */
static void
test_turned(void **state)
{
	const struct scanned_pdf k = {
	    SLIDE, .content = COVER LINES, .qpdf = {"--rotate=+90"}};
	struct page_file pdf = scanned_pdf_make(&k);
	char *text = text_of("/ocr?format=pdf&rotate=270", &pdf);
	char *after = pdf_tools_path("after.pdf");
	char *objects = pdf_tools_objects(after);

	(void)state;
	assert_count(text, own, 1);
	assert_null(strstr(objects, "/GlyphLessFont"));
	free(objects);
	free(after);
	free(text);
	page_file_clear(&pdf);
}

/* A picture without words hides the scan: there is nothing to add. */
static void
test_nothing_to_add(void **state)
{
	const struct scanned_pdf k = {
	    SLIDE, .content = "q 360 0 0 136 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G "
			      "/F /AHx ID f0> EI Q " LINES};
	struct page_file pdf = scanned_pdf_make(&k);

	(void)state;
	pdf_tools_check_kept("/ocr?format=pdf", &pdf);
	page_file_clear(&pdf);
}

/* Old invisible text is taken out also where there is nothing to add. */
static void
test_old_text(void **state)
{
	const struct scanned_pdf k = {
	    SLIDE, .content = "q 360 0 0 136 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G "
			      "/F /AHx ID f0> EI Q " LINES
			      " BT 3 Tr /F 9 Tf 10 20 Td (An old one) Tj ET"};
	struct page_file pdf = scanned_pdf_make(&k);
	char *text = text_of("/ocr?format=pdf", &pdf);

	(void)state;
	assert_count(text, own, 1);
	assert_null(strstr(text, "old"));
	free(text);
	page_file_clear(&pdf);
}

/* A watermark around words of the picture does not stand for them. */
static void
test_watermark(void **state)
{
	const struct scanned_pdf k = {SLIDE,
	    .content = "/Pale gs BT /F 80 Tf 0.94 0.34 -0.34 0.94 40 5 Tm "
		       "(DRAFT) Tj ET"};
	struct page_file pdf = scanned_pdf_make(&k);
	char *text = text_of("/ocr?format=pdf", &pdf);

	(void)state;
	assert_count(text, of_picture, 1);
	free(text);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_turned),
	    cmocka_unit_test(test_nothing_to_add),
	    cmocka_unit_test(test_old_text),
	    cmocka_unit_test(test_watermark),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_slides", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
