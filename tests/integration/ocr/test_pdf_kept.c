/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of a PDF gives the PDF that was sent, with text under pages that
 * are scans.  poppler draws both alike, and qpdf finds nothing to complain of.
 */
#include "tests/lib/test.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/pdf_tools.h"
#include "tests/lib/reading.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* A page, and a document, may grow by so much. */
#define GROWTH 6000

/* A kind of PDF. */
struct kind {
	struct scanned_pdf pdf;
	const char *keeps[8]; /* what is in the answer, too */
};

static void
book_with_a_note(struct pdf_maker *m)
{
	scanned_pdf_add_book(m);
	pdf_maker_add(m, SCANNED_PDF_AFTER_BOOK,
	    "<</Names[(note.txt)<</Type/Filespec/F(note.txt)"
	    "/EF<</F 10 0 R>>>>]>>");
	pdf_maker_add_stream(
	    m, SCANNED_PDF_AFTER_BOOK + 1, "/Type/EmbeddedFile", "a note", 6);
}

static void
more_of_a_form(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Fields[7 0 R]/DA(/Helv 9 Tf 0 g)/DR<</Font<</Helv<<"
	    "/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1,
	    "<</Type/Annot/Subtype/Widget/FT/Tx/T(The field)/V(filled in)"
	    "/Rect[310 2 358 16]/F 4/AP<</N 8 0 R>>>>");
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 2,
	    "/Type/XObject/Subtype/Form/BBox[0 0 48 14]/Resources<</Font<<"
	    "/Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
	    "BT /Helv 9 Tf 2 4 Td (filled in) Tj ET", 38);
}

static void
more_of_an_archive(struct pdf_maker *m)
{
	static const char xmp[] =
	    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>"
	    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
	    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
	    "<rdf:Description rdf:about='' "
	    "xmlns:pdfaid='http://www.aiim.org/pdfa/ns/id/' "
	    "pdfaid:part='2'><pdfaid:conformance>B</pdfaid:conformance>"
	    "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>The title"
	    "</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
	    "<?xpacket end='w'?>";

	pdf_maker_add_stream(m, SCANNED_PDF_MORE, "/Type/Metadata/Subtype/XML",
	    xmp, sizeof(xmp) - 1);
}

static void
more_of_tags(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0[7 0 R]]>>>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1,
	    "<</Type/StructElem/S/Figure/Alt(A letter)/P 6 0 R/Pg 3 0 R/K 0>>");
}

static const struct kind kinds[] = {
    {.pdf = {.name = "plain"}},
    {.pdf = {.name = "turned by 90", .turn = 90}},
    {.pdf = {.name = "turned by 180", .turn = 180}},
    {.pdf = {.name = "turned by 270", .turn = 270}},
    {.pdf = {.name = "boxes",
	 .left = -30,
	 .bottom = 100,
	 .page = "/CropBox[-30 100 500 500]/TrimBox[-20 110 320 160]"},
	.keeps = {"/TrimBox ["}},
    {.pdf = {.name = "boxes and a turn",
	 .turn = 90,
	 .left = 50,
	 .bottom = -20}},
    {.pdf = {.name = "a user unit", .page = "/UserUnit 2"},
	.keeps = {"/UserUnit 2"}},
    {.pdf = {.name = "a book",
	 .catalog = "/Outlines 6 0 R/Names<</EmbeddedFiles 9 0 R>>"
		    "/PageLabels<</Nums[0<</S/r>>]>>/Lang(en-GB)",
	 .page = "/Annots[8 0 R]",
	 .more = book_with_a_note},
	.keeps = {"(The bookmark)", "http://example.com/link", "a note",
	    "/PageLabels", "(en-GB)"}},
    {.pdf = {.name = "a form",
	 .catalog = "/AcroForm 6 0 R",
	 .page = "/Annots[7 0 R]",
	 .more = more_of_a_form},
	.keeps = {"(The field)", "(filled in)", "/AcroForm"}},
    {.pdf = {.name = "tags",
	 .catalog = "/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R",
	 .page = "/StructParents 0",
	 .more = more_of_tags},
	.keeps = {"(A letter)", "/StructParents 0", "/Marked true"}},
    {.pdf = {.name = "an archive",
	 .catalog = "/Metadata 6 0 R",
	 .more = more_of_an_archive},
	.keeps = {"The title"}},
    {.pdf = {.name = "encrypted",
	 .qpdf = {"--encrypt", "", "owner", "256", "--modify=none", "--"}}},
    {.pdf = {.name = "encrypted as long ago",
	 .qpdf = {"--allow-weak-crypto", "--encrypt", "", "owner", "128",
	     "--use-aes=n", "--"}}},
    {.pdf = {.name = "packed objects", .qpdf = {"--object-streams=generate"}}},
    {.pdf = {.name = "linearized", .qpdf = {"--linearize"}}},
    {.pdf = {.name = "an unbalanced state", .content = "q 2 0 0 2 0 0 cm"}},
};

/* Checks that the PDF has all objects that its kind keeps, and no longer claims
 * to be a PDF/A. */
static void
assert_keeps(const struct kind *k, const char *path)
{
	char *objects = pdf_tools_objects(path);

	for (size_t i = 0; k->keeps[i] != NULL; i++) {
		if (strstr(objects, k->keeps[i]) == NULL)
			print_error("%s: no %s\n", k->pdf.name, k->keeps[i]);
		assert_non_null(strstr(objects, k->keeps[i]));
	}
	assert_null(strstr(objects, "pdfaid:part"));
	assert_null(strstr(objects, "pdfaid:conformance"));
	assert_non_null(strstr(objects, "/FontFile2"));
	free(objects);
}

/* Returns the number that is an attribute of a <word> of pdftotext -bbox. */
static double
number_at(const char *word, const char *name)
{
	const char *at = strstr(word, name);

	assert_non_null(at);
	return atof(at + strlen(name) + strlen("=\""));
}

/* Checks that an attribute of a <word> is the place, in pixels of the scan;
 * unit is the page's /UserUnit. */
static void
assert_place(const char *word, const char *name, int pixels, double unit)
{
	double want = pixels * unit * 72 / 200, got = number_at(word, name);

	if (fabs(got - want) > 0.5)
		fail_msg("%s is %.2f, not %.2f: %.90s", name, got, want, word);
}

/*
 * Checks that the PDF's words, as a viewer sees the page, are in the places
 * that they have when the scan alone is read.  The lower edge is compared only
 * for words without descenders, since pdftotext has words end at the baseline.
 */
static void
assert_places(const char *path, double unit)
{
	const char *argv[] = {"pdftotext", "-bbox", path, "-", NULL};
	char *rows = reading_post(
	    server_fixture->port, "/ocr?format=tsv", &scanned_pdf_scan);
	char *words = pdf_tools_run(argv), *word = words, text[64];
	int left, top, width, height;

	for (char *row = strtok(rows, "\n"); row; row = strtok(NULL, "\n")) {
		if (sscanf(row,
			"5\t%*d\t%*d\t%*d\t%*d\t%*d\t%d\t%d\t%d\t%d"
			"\t%*f\t%63s",
			&left, &top, &width, &height, text) != 5)
			continue;
		word = strstr(word + 1, "<word ");
		assert_non_null(word);
		assert_place(word, "xMin", left, unit);
		assert_place(word, "xMax", left + width, unit);
		if (strpbrk(text, "gjpqy,_Q") == NULL)
			assert_place(word, "yMax", top + height, unit);
	}
	assert_ptr_not_equal(word, words);
	free(words);
	free(rows);
}

/* Checks that a line ends before the end of each stream, as ISO 19005-1 has it.
 */
static void
assert_lines_end(const struct page_file *pdf)
{
	static const char mark[] = "endstream";
	const unsigned char *at = pdf->data;
	size_t found = 0;

	while ((at = memmem(at, pdf->len - (size_t)(at - pdf->data), mark,
		    sizeof(mark) - 1)) != NULL) {
		assert_int_equal(at[-1], '\n');
		at++;
		found++;
	}
	assert_in_range(found, 3, 100);
}

static void
test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct page_file pdf = scanned_pdf_make(&kinds[i].pdf);
		struct page_file kept =
		    pdf_tools_answer("/ocr?format=pdf", &pdf);
		char *before = pdf_tools_save("before.pdf", &pdf);
		char *after = pdf_tools_save("after.pdf", &kept), *text;

		print_message("%s: %zu bytes, %zu before\n", kinds[i].pdf.name,
		    kept.len, pdf.len);
		pdf_tools_check(after);
		pdf_tools_compare(before, after);
		if (kinds[i].pdf.more != more_of_a_form)
			assert_places(after, 1);
		text = pdf_tools_text(after);
		assert_non_null(
		    strstr(text, "Requests wait at its gate until a worker"));
		assert_keeps(&kinds[i], after);
		assert_lines_end(&kept);
		assert_true(kept.len <= pdf.len * 11 / 10 + GROWTH);
		free(text);
		free(before);
		free(after);
		page_file_clear(&pdf);
		page_file_clear(&kept);
	}
}

/* Nothing is added to a blank page: the answer has the very bytes that were
 * sent. */
static void
test_nothing_to_add(void **state)
{
	const struct scanned_pdf blank = {
	    .content = "1 g -1000 -1000 3000 3000 re f"};
	struct page_file pdf = scanned_pdf_make(&blank);

	(void)state;
	pdf_tools_check_kept("/ocr?format=pdf", &pdf);
	page_file_clear(&pdf);
}

/* rotate= turns the page, however it was turned before. */
static void
test_rotate(void **state)
{
	const struct scanned_pdf k = {.name = "sideways", .turn = 90};
	struct page_file pdf = scanned_pdf_make(&k), turned, kept;
	char *path, *text, *objects;

	(void)state;
	/* Now a viewer sees it lying on its right side. */
	turned =
	    pdf_tools_answer("/ocr?format=pdf&rotate=90&region=0,0,9,9", &pdf);
	path = pdf_tools_save("after.pdf", &turned);
	objects = pdf_tools_objects(path);
	assert_non_null(strstr(objects, "/Rotate 180"));
	free(objects);
	free(path);
	kept = pdf_tools_answer("/ocr?format=pdf&rotate=270", &turned);
	path = pdf_tools_save("after.pdf", &kept);
	objects = pdf_tools_objects(path);
	assert_non_null(strstr(objects, "/Rotate 90"));
	free(objects);
	text = pdf_tools_text(path);
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	assert_places(path, 1);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&turned);
	page_file_clear(&pdf);
}

/* Only the chosen pages are left, and no byte of the others. */
static void
test_pages(void **state)
{
	static const char *const texts[] = {
	    "The first page\n", "Some second page\n", "Another third page\n"};
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 100};
	struct page_file pdf, kept;
	char *path, *text, *objects;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 3, &style, &pdf), 0);
	kept = pdf_tools_answer("/ocr?format=pdf&pages=3,1", &pdf);
	path = pdf_tools_save("after.pdf", &kept);
	pdf_tools_check(path);
	text = pdf_tools_text(path);
	assert_non_null(strstr(text, "first"));
	assert_null(strstr(text, "second"));
	assert_non_null(strstr(text, "third"));
	objects = pdf_tools_objects(path);
	assert_int_equal(pdf_tools_count(objects, "/Type /Page\n"), 2);
	assert_true(kept.len < pdf.len + 2 * GROWTH);
	free(objects);
	free(text);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/*
 * With layer=never, recognized text goes under the page beside the text that is
 * seen, which stays; without it, nothing is added.
 */
static void
test_never(void **state)
{
	static const char *const texts[] = {"The only page of a contract\n"};
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 100};
	struct page_file pdf, kept;
	char *before, *after, *text;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	before = pdf_tools_save("before.pdf", &pdf);
	kept = pdf_tools_answer("/ocr?format=pdf", &pdf);
	assert_int_equal(kept.len, pdf.len);
	assert_memory_equal(kept.data, pdf.data, pdf.len);
	page_file_clear(&kept);
	kept = pdf_tools_answer("/ocr?format=pdf&layer=never", &pdf);
	after = pdf_tools_save("after.pdf", &kept);
	pdf_tools_check(after);
	pdf_tools_compare(before, after);
	text = pdf_tools_text(after);
	assert_int_equal(pdf_tools_count(text, "contract"), 2);
	free(text);
	free(after);
	free(before);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* The trailer has no table of objects, but all in front of it is well. */
#define WITH_TRAILER(trailer)                                                  \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"               \
	"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2"                       \
	"/MediaBox[0 0 400 200]/Resources<</Font<</F<</Type/Font"              \
	"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"                    \
	"3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R>>endobj\n"            \
	"4 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"                           \
	"5 0 obj<</Length 55>>stream\n"                                        \
	"BT /F 24 Tf 40 100 Td (The only contract of two) Tj ET \n"            \
	"endstream endobj\n" trailer

/* poppler finds what it needs, but libqpdf does not find the end of the
 * trailer. */
static const char cut[] = WITH_TRAILER("trailer<</Root 1 0 R/ID[<00");
static const char plain[] = WITH_TRAILER("trailer<</Root 1 0 R>>\n");

/*
 * A PDF on which libqpdf of Debian 12 cannot work comes back as it was sent,
 * too.
 */
static void
test_locked(void **state)
{
	const struct page_file pdf = {
	    (unsigned char *)(uintptr_t)cut, sizeof(cut) - 1};
	struct page_file kept = pdf_tools_answer("/ocr?format=pdf", &pdf);

	(void)state;
	assert_int_equal(kept.len, pdf.len);
	assert_memory_equal(kept.data, pdf.data, pdf.len);
	page_file_clear(&kept);
}

/* A PDF that has to be changed is whole again: its trailer says how many
 * objects there are. */
static void
test_without_size(void **state)
{
	const struct page_file pdf = {
	    (unsigned char *)(uintptr_t)plain, sizeof(plain) - 1};
	struct page_file kept =
	    pdf_tools_answer("/ocr?format=pdf&layer=never", &pdf);
	char *path = pdf_tools_save("after.pdf", &kept), *text;

	(void)state;
	pdf_tools_check(path);
	text = pdf_tools_text(path);
	assert_int_equal(pdf_tools_count(text, "contract"), 2);
	free(text);
	free(path);
	page_file_clear(&kept);
}

/* Viewers pass over what is no stream among the contents of a page. */
static void
test_contents(void **state)
{
	static const char *const table[] = {
	    "[4 0 R null]", "[99 0 R 4 0 R]", "[1 0 R 4 0 R null 3 0 R]"};
	struct page_file usual = scanned_pdf_make(&kinds[0].pdf);
	char *before = pdf_tools_save("before.pdf", &usual);

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct scanned_pdf k = {.contents = table[i]};
		struct page_file pdf = scanned_pdf_make(&k);
		struct page_file kept =
		    pdf_tools_answer("/ocr?format=pdf", &pdf);
		char *after = pdf_tools_save("after.pdf", &kept), *text;

		pdf_tools_check(after);
		/* poppler draws nothing of the page as it was. */
		pdf_tools_compare(before, after);
		text = pdf_tools_text(after);
		assert_int_equal(
		    pdf_tools_count(text, "Requests wait at its gate"), 1);
		free(text);
		free(after);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
	free(before);
	page_file_clear(&usual);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_nothing_to_add),
	    cmocka_unit_test(test_rotate),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_never),
	    cmocka_unit_test(test_locked),
	    cmocka_unit_test(test_without_size),
	    cmocka_unit_test(test_contents),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_kept", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
