/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer=: the text of a PDF is given where it is what is seen on a page.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/pdf_tools.h"
#include "tests/lib/reading.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

static const struct typeset style = {
    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};
static const char letter[] = "A page of a contract\nbetween two parties.\n";

enum { CATALOG = 1, PAGES, PAGE, CONTENT, FONT, SCAN, CODES, CODES_OF };
enum { FORM = CODES_OF + 1, OUTER, INNER, MARKER, COVERED, COVER };
enum { EMPTY = COVER + 1, NUMBERED, NAMED, UNTABLED, FONTLESS };

/* A form that restores a state too often. */
static const char unbalanced[] = "Q BT /F 12 Tf 200 50 Td (In the form) Tj ET";

static void
add_unbalanced(struct pdf_maker *m, unsigned number)
{
	pdf_maker_add_stream(m, number,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 5 0 R>>>>",
	    unbalanced, sizeof(unbalanced) - 1);
}

/* Adds three forms: MARKER colors what is below it, as a marker does; COVERED
 * has words and a cover over them; COVER is a cover alone. */
static void
add_forms(struct pdf_maker *m)
{
	static const char marker[] = "/Blend gs 1 1 0 rg 0 10 360 30 re f";
	static const char covered[] =
	    "BT /F 12 Tf 20 20 Td (Obey the secret) Tj ET "
	    "1 g 0 10 360 30 re f";

	pdf_maker_add_stream(m, MARKER,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Group<</S/Transparency>>"
	    "/Resources<</ExtGState<</Blend<</BM/Multiply>>>>>>",
	    marker, sizeof(marker) - 1);
	pdf_maker_add_stream(m, COVERED,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</Font<</F 5 0 R>>>>",
	    covered, sizeof(covered) - 1);
	pdf_maker_add_stream(m, COVER,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]",
	    "1 g 0 10 360 30 re f", 20);
}

/* Adds a form whose text is in a font that is nowhere. */
static void
add_fontless(struct pdf_maker *m)
{
	static const char text[] =
	    "BT /Lost 12 Tf 200 50 Td (In the form) Tj ET";

	pdf_maker_add_stream(m, FONTLESS,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]", text,
	    sizeof(text) - 1);
}

/* Adds three fonts: NUMBERED names its letters by numbers, NAMED has a few
 * names that look like numbers, and UNTABLED is of Type 0.  The /ToUnicode that
 * two of them have is empty. */
static void
add_odd_fonts(struct pdf_maker *m)
{
	pdf_maker_add_text(m, EMPTY,
	    "begincmap 1 begincodespacerange <00><FF> endcodespacerange "
	    "endcmap");
	pdf_maker_add(m, NUMBERED,
	    "<</Type/Font/Subtype/Type1/BaseFont/AAAAAA+Helvetica/ToUnicode "
	    "15 0 R/Encoding<</Differences[65/C85/C110/C115/C101/C116/C108]>>"
	    ">>");
	pdf_maker_add(m, NAMED,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding"
	    "<</Differences[69/a69/G46/afii10017/uni0041/c202]>>"
	    ">>");
	pdf_maker_add(m, UNTABLED,
	    "<</Type/Font/Subtype/Type0/BaseFont/BBBBBB+LiberationSans"
	    "/ToUnicode 15 0 R/Encoding/Identity-H/DescendantFonts[8 0 R]>>");
}

/* Returns a PDF whose page of 360 x 72 points has the content, and further
 * entries. */
static struct page_file
make(const char *entries, const char *content)
{
	struct pdf_maker m;

	pdf_maker_begin(&m);
	pdf_maker_add(&m, CATALOG, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, PAGES, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, PAGE,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 360 72]/Contents 4 0 R"
	    "/Resources<</Font<</F 5 0 R/G 7 0 R/H 16 0 R/I 17 0 R/J 18 0 R"
	    "/Flat<</Type/Font/Subtype/Type1/BaseFont/Courier"
	    "/FirstChar 0/LastChar 0/Widths[600]>>>>"
	    "/XObject<</Im 6 0 R"
	    "/Form 9 0 R/Outer 10 0 R/Marker 12 0 R/Covered 13 0 R"
	    "/Cover 14 0 R/Fontless 19 0 R>>"
	    "/ExtGState<</Clear<</ca 0>>>>>>%s>>",
	    entries);
	pdf_maker_add_text(&m, CONTENT, content);
	pdf_maker_add(&m, FONT,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
	    "/Encoding/WinAnsiEncoding>>");
	pdf_maker_add_image(&m, SCAN, &scanned_pdf_scan);
	/* The codes of this font are numbers of shapes. */
	pdf_maker_add(&m, CODES,
	    "<</Type/Font/Subtype/Type0/BaseFont/LiberationSans"
	    "/Encoding/Identity-H/DescendantFonts[8 0 R]>>");
	pdf_maker_add(&m, CODES_OF,
	    "<</Type/Font/Subtype/CIDFontType2/BaseFont/LiberationSans/DW 600"
	    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0"
	    ">>/FontDescriptor<</Type/FontDescriptor/Flags 4/ItalicAngle 0"
	    "/FontName/LiberationSans/FontBBox[0 0 900 900]/Ascent 900"
	    "/Descent 0/CapHeight 900/StemV 80>>>>");
	add_unbalanced(&m, FORM);
	pdf_maker_add_stream(&m, OUTER,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]"
	    "/Resources<</XObject<</Inner 11 0 R>>>>",
	    "q /Inner Do Q", 13);
	add_unbalanced(&m, INNER);
	add_forms(&m);
	add_odd_fonts(&m);
	add_fontless(&m);
	pdf_maker_end(&m, "/Root 1 0 R");
	return m.file;
}

/* Checks that the source of the only page is want.  Returns the page's text, to
 * be freed. */
static char *
source_of(const char *options, const struct page_file *pdf, const char *want)
{
	char path[128], *text;
	json_t *json, *page;
	const char *source;

	snprintf(path, sizeof(path), "/ocr?format=json&%s", options);
	json = reading_json(server_fixture->port, path, pdf);
	page = json_array_get(json_object_get(json, "pages"), 0);
	source = json_string_value(json_object_get(page, "source"));
	assert_non_null(source);
	text = strdup(json_string_value(json_object_get(page, "text")));
	if (strcmp(source, want) != 0)
		print_error("%s: %s\n", options, text);
	assert_string_equal(source, want);
	json_decref(json);
	return text;
}

/* Checks the source of the PDF's page, that its text has one word and, unless
 * that is NULL, lacks another.  Clears the PDF. */
static void
expect(const char *options, struct page_file pdf, const char *source,
    const char *has, const char *has_not)
{
	char *text = source_of(options, &pdf, source);

	if (strstr(text, has) == NULL)
		print_error("no %s in %s\n", has, text);
	assert_non_null(strstr(text, has));
	if (has_not != NULL)
		assert_null(strstr(text, has_not));
	free(text);
	page_file_clear(&pdf);
}

static struct page_file
written(void)
{
	const char *const texts[] = {letter};
	struct page_file pdf;

	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	return pdf;
}

static void
test_values(void **state)
{
	struct page_file pdf = written();
	struct http_answer a;

	(void)state;
	expect("", written(), "layer", "contract\nbetween", NULL);
	expect("layer=auto", written(), "layer", "contract", NULL);
	expect("layer=only", written(), "layer", "contract", NULL);
	expect("layer=never", written(), "ocr", "contract", NULL);
	assert_int_equal(http_post(server_fixture->port, "/ocr?layer=maybe",
			     pdf.data, pdf.len, &a),
	    0);
	assert_int_equal(a.status, 400);
	http_answer_clear(&a);
	page_file_clear(&pdf);
}

/* A page without text gives none, whatever is seen on it. */
static void
test_only(void **state)
{
	struct page_file pdf = make("", "q 360 0 0 72 0 0 cm /Im Do Q");
	char *text = source_of("layer=only", &pdf, "none");

	(void)state;
	assert_string_equal(text, "");
	free(text);
	text = source_of("layer=only", &scanned_pdf_scan, "none");
	assert_string_equal(text, "");
	free(text);
	page_file_clear(&pdf);
}

#define VISIBLE "BT /F 12 Tf 20 50 Td (These words are seen) Tj ET "
#define HIDDEN(how) how " BT /F 12 Tf 20 20 Td (Obey the secret) Tj ET"

/* Words that are hidden, in whatever way, are left out; those that are seen are
 * given. */
static void
test_hidden_words(void **state)
{
	static const char *const contents[] = {VISIBLE HIDDEN("1 g"),
	    VISIBLE HIDDEN("3 Tr"), VISIBLE HIDDEN("7 Tr"),
	    VISIBLE HIDDEN("/Clear gs"),
	    VISIBLE "BT 3 Tr /F 12 Tf 20 20 Td 1 2 (Obey the secret) \" ET",
	    VISIBLE "q 0 0 5 5 re W n " HIDDEN("0 g") " Q",
	    HIDDEN("0 g") " 0.8 g 0 0 360 40 re f 0 g " VISIBLE,
	    VISIBLE "/Covered Do", VISIBLE HIDDEN("0 g") " /Cover Do",
	    VISIBLE "q 1 0 0 1 500 0 cm " HIDDEN("0 g") " Q",
	    /* They are over and under a picture that has ink of its own. */
	    VISIBLE "q 100 0 0 40 10 5 cm /Im Do Q " HIDDEN("3 Tr"),
	    HIDDEN("0 g") " q 150 0 0 40 10 5 cm /Im Do Q " VISIBLE,
	    "0.2 g 0 0 360 40 re f 0.2 g " HIDDEN("") " 0 g " VISIBLE};

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
		expect("", make("", contents[i]), "layer",
		    "These words are seen", "secret");
	/* These are seen by their color alone, at an angle, and as
	 * outlines. */
	expect("", make("", VISIBLE HIDDEN("1 0.8 0 rg")), "layer", "secret",
	    NULL);
	expect("", make("", VISIBLE HIDDEN("1 Tr 0.3 w")), "layer", "secret",
	    NULL);
	expect("",
	    make("", "0 g 0 0 360 40 re f " HIDDEN("1 g") " 0 g " VISIBLE),
	    "layer", "secret", NULL);
}

/* Nor are they in an answer of any other format. */
static void
test_hidden_in_formats(void **state)
{
	struct page_file pdf = make("", VISIBLE HIDDEN("3 Tr"));

	(void)state;
	reading_expect_in_formats(
	    server_fixture->port, &pdf, "words", "seen", "secret");
	page_file_clear(&pdf);
}

/* Words under a marker are seen, though cairo may draw the marker over them. */
static void
test_marker(void **state)
{
	(void)state;
	expect("", make("", VISIBLE HIDDEN("0 g") " /Marker Do"), "ocr",
	    "secret", NULL);
	expect("layer=never", make("", HIDDEN("0 g") " /Marker Do"), "ocr",
	    "secret", NULL);
}

/* States that a page restores although it has not saved them are no matter, for
 * its text or for its image, nor are operators that lack operands. */
static void
test_states(void **state)
{
	static const char *const contents[] = {"Q Q " VISIBLE,
	    "q Q Q q " VISIBLE " Q Q", "q " VISIBLE " Q Q", VISIBLE " Q\nQ",
	    "Tf " VISIBLE, "/F Tf [3 4] d 1 0 0 1 900 cm " VISIBLE,
	    "<</x[1]>> BDC Q " VISIBLE,
	    "BT /F 12e0 Tf 20 50 Td (These words are seen) Tj ET",
	    "BT ETBT /F 12 Tf 20 50 Td (These words are seen) Tj ETQ"};

	(void)state;
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		expect("", make("", contents[i]), "layer",
		    "These words are seen", NULL);
		expect("&layer=never", make("", contents[i]), "ocr",
		    "These words are seen", NULL);
	}
	expect("", make("", "/Form Do " VISIBLE), "layer", "In the form", NULL);
	expect(
	    "", make("", "/Outer Do " VISIBLE), "layer", "In the form", NULL);
}

/* Text in a font that the page lacks is seen in another font. */
static void
test_missing_fonts(void **state)
{
	static const char lost[] =
	    "BT /Lost 12 Tf 20 50 Td (These words are seen) Tj ET";
	static const char annotation[] =
	    "/Annots[<</Type/Annot/Subtype/FreeText/Rect[0 0 360 72]/F 4"
	    "/Contents(x)/DA(/Lost 12 Tf)/AP<</N 19 0 R>>>>]";

	(void)state;
	expect("", make("", lost), "layer", "These words are seen", NULL);
	expect(
	    "layer=never", make("", lost), "ocr", "These words are seen", NULL);
	expect(
	    "", make("", VISIBLE "/Fontless Do"), "layer", "In the form", NULL);
	expect("layer=never", make(annotation, VISIBLE), "ocr", "In the form",
	    NULL);
}

/* A scan is recognized, whoever has recognized it before. */
static void
test_scans(void **state)
{
	static const char whole[] = "q 360 0 0 72 0 0 cm /Im Do Q "
				    "3 Tr BT /F 12 Tf 10 20 Td "
				    "(Somebody misread this page) Tj ET";
	/* On this one somebody wrote something. */
	static const char strips[] =
	    "q 0 0 360 36 re W n 360 0 0 72 0 0 cm /Im Do Q "
	    "q 0 36 360 36 re W n 360 0 0 72 0 0 cm /Im Do Q "
	    "BT /F 8 Tf 240 5 Td (A stamp of today, the third) Tj ET";
	/* Hardly anything of this image is on the page. */
	static const char beside[] =
	    "q 400 0 0 72 350 0 cm /Im Do Q "
	    "BT /F 8 Tf 20 5 Td (A stamp of today, the third) Tj ET";

	(void)state;
	expect("", make("", whole), "ocr", "Requests wait", "misread");
	expect("", make("", strips), "ocr", "Requests wait", NULL);
	/* It lies on its side. */
	expect("rotate=270", make("/Rotate 90", strips), "ocr", "Requests wait",
	    NULL);
	expect("rotate=90", make("/Rotate 270", strips), "ocr", "Requests wait",
	    NULL);
	expect("", make("", beside), "layer", "stamp", NULL);
	expect("layer=only", make("", VISIBLE), "layer", "seen", NULL);
}

/* Text that makes no sense is no text. */
static void
test_rubbish(void **state)
{
	static const char small_scan[] =
	    "q 150 0 0 30 10 10 cm /Im Do Q BT /F 9 Tf 300 10 Td (1) Tj ET";
	static const char controls[] =
	    VISIBLE "BT /G 12 Tf 20 20 Td <000100020003000400050006> Tj ET";
	/* These numbers of shapes are letters, too. */
	static const char shapes[] =
	    VISIBLE "BT /G 12 Tf 20 20 Td <0037004B004C0056> Tj ET";
	char *text;
	struct page_file pdf = make("", controls);

	(void)state;
	expect("dpi=600", make("", small_scan), "ocr", "Requests", NULL);
	text = source_of("", &pdf, "ocr");
	free(text);
	expect("dpi=300", make("", shapes), "ocr", "seen", NULL);
	expect("dpi=300",
	    make("", VISIBLE "BT /H 12 Tf 20 20 Td (ABCDEF) Tj ET"), "ocr",
	    "seen", NULL);
	expect("dpi=300",
	    make("", VISIBLE "BT /J 12 Tf 20 20 Td <0037004B004C0056> Tj ET"),
	    "ocr", "seen", NULL);
	expect("", make("", VISIBLE "BT /I 12 Tf 20 20 Td (ABAD) Tj ET"),
	    "layer", "ABAD", NULL);
	/* Where letters are that have no width cannot be told. */
	expect("dpi=300",
	    make("",
		"BT /Flat 20 Tf 20 30 Td (H) Tj 12 0 Td (A) Tj 12 0 Td (M) "
		"Tj 12 0 Td (M) Tj 12 0 Td (E) Tj 12 0 Td (R) Tj ET"),
	    "ocr", "HAMMER", NULL);
	page_file_clear(&pdf);
	/* If a page has nothing else, a number is its text. */
	expect("", make("", "BT /F 9 Tf 300 10 Td (17) Tj ET"), "layer", "17",
	    NULL);
}

/* Each page is looked at by itself. */
static void
test_mixed(void **state)
{
	static const char format[] = "/ocr?format=ndjson";
	struct page_file pdf = written(),
			 image = make("", "q 360 0 0 72 0 0 cm /Im Do Q"), both;
	char *a = pdf_tools_save("a.pdf", &pdf), *c = pdf_tools_path("c.pdf");
	char *b = pdf_tools_save("b.pdf", &image), *lines;
	const char *argv[] = {
	    "qpdf", "--empty", "--pages", a, b, "--", c, NULL};

	(void)state;
	free(pdf_tools_run(argv));
	both = pdf_tools_load(c);
	lines = reading_post(server_fixture->port, format, &both);
	assert_non_null(strstr(lines, "\"source\":\"layer\""));
	assert_non_null(strstr(strchr(lines, '\n'), "\"source\":\"ocr\""));
	free(lines);
	free(c);
	free(b);
	free(a);
	page_file_clear(&both);
	page_file_clear(&image);
	page_file_clear(&pdf);
}

/* If Tesseract does not find the few letters of a page that has a picture, the
 * answer has them from the page's text. */
static void
test_few_letters(void **state)
{
	static const char content[] =
	    "BT /F 6 Tf 20 30 Td (4) Tj 0 20 Td (6) Tj ET "
	    "0.5 g 100 4 200 64 re f";

	(void)state;
	expect("layer=never", make("", content), "ocr", "", "4");
	expect("layer=auto", make("", content), "layer", "4", NULL);
	expect(
	    "layer=auto&region=0,0,900,190", make("", content), "ocr", "", "4");
}

/* Words are where they are seen, however the page is turned and cut. */
static void
test_places(void **state)
{
	static const char *const pages[] = {"", "/Rotate 90", "/Rotate 180",
	    "/Rotate 270", "/CropBox[10 10 300 70]"};
	static const char content[] =
	    "BT /F 12 Tf 40 30 Td (Hamburg exists) Tj ET";
	/* These boxes are by the measures of Helvetica, and include what is
	 * below the line. */
	static const double boxes[][4] = {{40, 33.4, 89.4, 44.5},
	    {27.5, 40, 38.6, 89.4}, {270.6, 27.5, 320, 38.6},
	    {33.4, 270.6, 44.5, 320}, {30, 31.4, 79.4, 42.5}};
	json_t *json, *w;
	struct page_file pdf;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		pdf = make(pages[i], content);
		json = reading_json(
		    server_fixture->port, "/ocr?format=json&dpi=720", &pdf);
		w = json_array_get(json_object_get(json, "pages"), 0);
		w = json_array_get(json_object_get(w, "blocks"), 0);
		w = json_array_get(json_object_get(w, "paragraphs"), 0);
		w = json_array_get(json_object_get(w, "lines"), 0);
		w = json_array_get(json_object_get(w, "words"), 0);
		assert_string_equal(
		    json_string_value(json_object_get(w, "text")), "Hamburg");
		w = json_object_get(w, "bbox");
		for (size_t n = 0; n < 4; n++)
			assert_float_equal(
			    json_number_value(json_array_get(w, n)) / 10,
			    boxes[i][n], 0.25);
		json_decref(json);
		page_file_clear(&pdf);
	}
}

/* Letters of one point are large where a user unit has ten. */
static void
test_user_unit(void **state)
{
	struct page_file pdf =
	    make("/UserUnit 10", "BT /F 1.2 Tf 4 3 Td (the sum of it) Tj ET");
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", &pdf);
	const json_t *page = json_array_get(json_object_get(json, "pages"), 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(json, "text")),
	    "the sum of it\n");
	assert_int_equal(
	    json_integer_value(json_object_get(page, "dpi")), 3000);
	json_decref(json);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_only),
	    cmocka_unit_test(test_hidden_words),
	    cmocka_unit_test(test_hidden_in_formats),
	    cmocka_unit_test(test_marker),
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_missing_fonts),
	    cmocka_unit_test(test_scans),
	    cmocka_unit_test(test_rubbish),
	    cmocka_unit_test(test_mixed),
	    cmocka_unit_test(test_few_letters),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_user_unit),
	};

	return server_report(cmocka_run_group_tests_name(
	    "layer", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
