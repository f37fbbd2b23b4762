/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When format=pdf reads a page again, text of it that is not seen is taken out,
 * as somebody else's that was recognized, and text that is seen stays.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/pdf_tools.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"

static void
more_of_old_text(struct pdf_maker *m)
{
	static const char form[] =
	    "BT 3 Tr /F 9 Tf 10 20 Td (old in a form) Tj ET";
	static const char drawn_old[] =
	    "BT /F 9 Tf 10 30 Td (old as it is drawn) Tj ET";
	static const char stamp[] = "BT /F 5 Tf 300 1 Td (Stamp) Tj ET";

	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 1,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 6 0 R>>>>",
	    form, sizeof(form) - 1);
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 2,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 6 0 R>>>>",
	    drawn_old, sizeof(drawn_old) - 1);
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 3,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 6 0 R>>>>",
	    stamp, sizeof(stamp) - 1);
}

/* Text that somebody else recognized before is taken out; text that is seen
 * stays. */
static void
test_old_text(void **state)
{
	const struct scanned_pdf k = {.name = "old text",
	    .page = "/Resources<</XObject<</Im 5 0 R/Old 7 0 R/Out 8 0 R"
		    "/Stamp 9 0 R>>"
		    "/Font<</F 6 0 R>>>>",
	    .content = "BT /F 9 Tf 3 Tr 10 60 Td (old words) Tj "
		       "[(and) -250 (more)] TJ ET "
		       "BT 3 Tr /F 9 Tf 9 9 Td (old before) Tj 0 Tr "
		       "291 1 Td (Visible) Tj ET /Old Do "
		       "3 Tr /Out Do /Stamp Do 0 Tr /St#61mp Do",
	    .more = more_of_old_text};
	struct page_file pdf = scanned_pdf_make(&k);
	struct page_file kept = pdf_tools_answer("/ocr?format=pdf", &pdf);
	struct page_file again = pdf_tools_answer("/ocr?format=pdf", &kept);
	char *before = pdf_tools_save("before.pdf", &pdf);
	char *after = pdf_tools_save("after.pdf", &again), *text;

	(void)state;
	text = pdf_tools_text(before);
	assert_non_null(strstr(text, "old in a form"));
	free(text);
	pdf_tools_check(after);
	pdf_tools_compare(before, after);
	text = pdf_tools_text(after);
	assert_null(strstr(text, "old"));
	assert_null(strstr(text, "more"));
	assert_int_equal(pdf_tools_count(text, "Requests wait at its gate"), 1);
	assert_int_equal(pdf_tools_count(text, "Visible"), 1);
	assert_int_equal(pdf_tools_count(text, "Stamp"), 1);
	free(text);
	free(before);
	free(after);
	page_file_clear(&again);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* The sides of the form that more_of_covered_text() adds. */
static const char *form_box;

static void
more_of_covered_text(struct pdf_maker *m)
{
	static const char form[] = "BT /F 9 Tf 10 20 Td (old under it) Tj ET "
				   "q 360 0 0 72 0 0 cm /Im Do Q";
	char entries[160];

	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1, "<</ca 0.9>>");
	snprintf(entries, sizeof(entries),
	    "/Type/XObject/Subtype/Form/BBox[%s]"
	    "/Resources<</Font<</F 6 0 R>>/XObject<</Im 5 0 R>>>>",
	    form_box);
	pdf_maker_add_stream(
	    m, SCANNED_PDF_MORE + 2, entries, form, sizeof(form) - 1);
}

#define FORM_ALONE "/Resources<</XObject<</Im 5 0 R/Form 8 0 R>>>>"

/* So is text in a form under a scan there that fills all that is shown of it,
 * and lets nothing through. */
static void
test_covered_in_form(void **state)
{
	static const struct {
		const char *box, *resources, *content;
		bool stays;
	} table[] = {
	    {"0 0 360 72", FORM_ALONE, "/Form Do", false},
	    {"360 72 0 0", FORM_ALONE,
		"q 0.5 0 0 0.5 9 9 cm /Form Do Q /Form Do", false},
	    {"0 0 361 72", FORM_ALONE, "/Form Do", true},
	    {"0 0 360 72",
		"/Resources<</XObject<</Im 5 0 R/Form 8 0 R>>"
		"/ExtGState<</Clear 7 0 R>>>>",
		"/Clear gs /Form Do", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct scanned_pdf k = {.name = "covered in a form",
		    .page = table[i].resources,
		    .content = table[i].content,
		    .more = more_of_covered_text};
		struct page_file pdf, kept;
		char *before, *after, *text;

		form_box = table[i].box;
		pdf = scanned_pdf_make(&k);
		kept = pdf_tools_answer("/ocr?format=pdf&layer=never", &pdf);
		before = pdf_tools_save("before.pdf", &pdf);
		after = pdf_tools_save("after.pdf", &kept);
		pdf_tools_check(after);
		pdf_tools_compare(before, after);
		text = pdf_tools_objects(after);
		if ((strstr(text, "(old under it)") != NULL) != table[i].stays)
			fail_msg(
			    "%s %s: %s", table[i].box, table[i].content, text);
		free(text);
		free(before);
		free(after);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
}

static void
more_of_unseen_text(struct pdf_maker *m)
{
	static const char *const forms[] = {
	    "BT /F 9 Tf 10 20 Td (old under it) Tj ET",
	    "BT /F 9 Tf 10 10 Td (old and clear) Tj ET",
	    "BT /F 5 Tf 300 10 Td (Seal) Tj ET"};

	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1, "<</ca 0>>");
	for (unsigned i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		pdf_maker_add_stream(m, SCANNED_PDF_MORE + 2 + i,
		    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
		    "/Resources<</Font<</F 6 0 R>>>>",
		    forms[i], strlen(forms[i]));
}

/* So is text that is transparent, or under the scan. */
static void
test_unseen_text(void **state)
{
	const struct scanned_pdf k = {.name = "unseen text",
	    .page = "/Resources<</XObject<</Im 5 0 R/Under 8 0 R/Clear 9 0 R"
		    "/Seal 10 0 R>>/Font<</F 6 0 R>>"
		    "/ExtGState<</Clear 7 0 R>>>>",
	    .content = "BT /F 9 Tf 10 60 Td (old under it) Tj ET "
		       "/Under Do /Seal Do q 360 0 0 72 0 0 cm /Im Do Q "
		       "BT /F 5 Tf 300 1 Td (Stamp) Tj ET /Seal Do /Clear gs "
		       "/Clear Do /Seal Do "
		       "BT /F 9 Tf 10 40 Td (old and clear) Tj "
		       "10 TL 1 2 (old in a line) \" ET",
	    .more = more_of_unseen_text};
	struct page_file pdf = scanned_pdf_make(&k);
	struct page_file kept = pdf_tools_answer("/ocr?format=pdf", &pdf);
	char *before = pdf_tools_save("before.pdf", &pdf);
	char *after = pdf_tools_save("after.pdf", &kept), *text;

	(void)state;
	text = pdf_tools_text(before);
	assert_int_equal(pdf_tools_count(text, "old "), 5);
	free(text);
	pdf_tools_check(after);
	pdf_tools_compare(before, after);
	text = pdf_tools_text(after);
	assert_null(strstr(text, "old"));
	assert_in_range(pdf_tools_count(text, "Stamp"), 1, 2);
	assert_in_range(pdf_tools_count(text, "Seal"), 1, 4);
	assert_int_equal(pdf_tools_count(text, "Requests wait at its gate"), 1);
	free(text);
	free(before);
	free(after);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

#define SEEN "BT /F 9 Tf 10 60 Td (Seen words) Tj ET "

/* What is wrong in a content but understood decides what is seen, too. */
static void
test_mended(void **state)
{
	static const char *const contents[] = {
	    /* The image is a single unit wide. */
	    SEEN "q 360 0 0 72 0 0 cm Qq /Im Do Q",
	    SEEN "q 360 0 0 72 0 0 n cm /Im Do Q", "q 3 Tr Qq " SEEN "Q",
	    "q 3 TrQ " SEEN};

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		const struct scanned_pdf k = {.name = "wrong",
		    .page = "/Resources<</XObject<</Im 5 0 R/Old 7 0 R>>"
			    "/Font<</F 6 0 R>>>>",
		    .content = contents[i],
		    .more = more_of_old_text};
		struct page_file pdf = scanned_pdf_make(&k);
		struct page_file kept =
		    pdf_tools_answer("/ocr?format=pdf&layer=never", &pdf);
		char *after = pdf_tools_save("after.pdf", &kept), *text;

		text = pdf_tools_objects(after);
		if (strstr(text, "(Seen words)") == NULL)
			fail_msg("%s: %s", contents[i], text);
		free(text);
		free(after);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_old_text),
	    cmocka_unit_test(test_unseen_text),
	    cmocka_unit_test(test_covered_in_form),
	    cmocka_unit_test(test_mended),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_old_text", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
