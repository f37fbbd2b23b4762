/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text layers in scripts that run from the right or have no blanks, in the
 * order of pdftotext; and optional content, of which a viewer shows a part.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define RUN_MS 30000
#define LINES 4

enum { CATALOG = 1, PAGES, PAGE, CONTENT, FONT, BOX, MEANING, SCAN };

/* The letters that are drawn, each of which has a code of its own. */
struct letters {
	char16_t letter[200];
	unsigned count;
};

/* Returns the code of a letter, which is added to the letters if it is new. */
static unsigned
code_of(struct letters *l, char16_t letter)
{
	for (unsigned i = 0; i < l->count; i++)
		if (l->letter[i] == letter)
			return i + 1;
	l->letter[l->count++] = letter;
	return l->count;
}

/* Writes the operators that draw the lines, letter by letter from the left. */
static void
draw_lines(struct letters *l, const char16_t *const *lines, char *to)
{
	for (int i = 0; i < LINES && lines[i] != NULL; i++) {
		to += sprintf(to, "BT /F 12 Tf 20 %d Td <", 180 - 40 * i);
		for (const char16_t *c = lines[i]; *c != 0; c++)
			to += sprintf(to, "%02x", code_of(l, *c));
		to += sprintf(to, "> Tj ET\n");
	}
}

/* Adds a font in which all letters are boxes; only /ToUnicode says what they
 * mean. */
static void
add_font(struct pdf_maker *m, const struct letters *l)
{
	char names[2000] = "", widths[2000] = "", meaning[8000], *to = meaning;

	for (unsigned i = 0; i < l->count; i++) {
		strcat(names, l->letter[i] == ' ' ? "/blank " : "/box ");
		strcat(widths, "600 ");
	}
	pdf_maker_add(m, FONT,
	    "<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]"
	    "/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 1/LastChar %u"
	    "/Widths[%s]/Encoding<</Differences[1 %s]>>"
	    "/CharProcs<</box 6 0 R/blank 9 0 R>>/ToUnicode 7 0 R>>",
	    l->count, widths, names);
	pdf_maker_add_text(m, BOX, "600 0 d0 50 0 500 700 re f");
	to += sprintf(to,
	    "/CIDInit/ProcSet findresource begin 12 dict begin begincmap "
	    "/CMapName/M def 1 begincodespacerange <00><ff> "
	    "endcodespacerange\n%u beginbfchar\n",
	    l->count);
	for (unsigned i = 0; i < l->count; i++)
		to += sprintf(
		    to, "<%02x> <%04x>\n", i + 1, (unsigned)l->letter[i]);
	sprintf(to, "endbfchar endcmap end end\n");
	pdf_maker_add_text(m, MEANING, meaning);
	pdf_maker_add_text(m, SCAN, "");
	pdf_maker_add_text(m, SCAN + 1, "600 0 d0");
}

/* Writes a page with the lines as they are seen, from the left. */
static struct page_file
write_page(const char16_t *const *lines)
{
	struct letters l = {.count = 0};
	struct pdf_maker m;
	char content[4000] = "";

	draw_lines(&l, lines, content);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, CATALOG, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, PAGES, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, PAGE,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R"
	    "/Resources<</Font<</F 5 0 R>>>>>>");
	pdf_maker_add_text(&m, CONTENT, content);
	add_font(&m, &l);
	pdf_maker_end(&m, "/Root 1 0 R");
	return m.file;
}

/*
 * Removes the blanks from text, since pdftotext leaves out some where the
 * direction changes, and the marks of direction, U+200E to U+202E.  Returns
 * text.
 */
static char *
letters_of(char *text)
{
	char *to = text;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == ' ' || *c == '\n' || *c == '\f')
			continue;
		if (memcmp(c, "\xe2\x80", 2) == 0 &&
		    ((unsigned char)c[2] >= 0xaa || c[2] == '\x8e' ||
			c[2] == '\x8f')) {
			c += 2;
			continue;
		}
		*to++ = *c;
	}
	*to = '\0';
	return text;
}

static char *
pdftotext(const struct page_file *pdf)
{
	const char *path = server_path(server_fixture, "page.pdf");
	const char *argv[] = {"pdftotext", "-enc", "UTF-8", path, "-", NULL};
	struct process_result result;
	char *text;

	assert_int_equal(page_file_write(pdf, path), 0);
	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	assert_int_equal(result.status, 0);
	text = strdup(result.out);
	process_result_clear(&result);
	return letters_of(text);
}

/* Checks that the text of a page with these lines has so many words, the text
 * has, and the same letters as pdftotext's. */
static void
assert_as_pdftotext(
    const char16_t *const *lines, const char *has, size_t count_of_words)
{
	struct page_file pdf = write_page(lines);
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", &pdf);
	json_t *page = json_array_get(json_object_get(json, "pages"), 0);
	char *want = pdftotext(&pdf);
	char *got = strdup(json_string_value(json_object_get(page, "text")));
	size_t words = 1;

	assert_string_equal(
	    json_string_value(json_object_get(page, "source")), "layer");
	reading_squeeze(got);
	assert_non_null(strstr(got, has));
	for (const char *c = got; *c != '\0'; c++)
		words += *c == ' ';
	assert_int_equal(words, count_of_words);
	assert_string_equal(letters_of(got), want);
	free(got);
	free(want);
	json_decref(json);
	page_file_clear(&pdf);
}

/* Hebrew, with numbers, of which two follow each other, and Latin letters. */
static void
test_hebrew(void **state)
{
	static const char16_t *const lines[LINES] = {
	    u"\u05dd\u05dc\u05d5\u05e2 \u05dd\u05d5\u05dc\u05e9",
	    u"\u05d4\u05e9\u05e7\u05d1\u05d1 123 \u05e8\u05e4\u05e1\u05de",
	    u"\u05dd\u05d5\u05dc\u05e9 open source \u05dd\u05dc\u05d5\u05e2",
	    u"\u05d4\u05e9\u05e7\u05d1\u05d1 34 12 \u05e8\u05e4\u05e1\u05de"};

	(void)state;
	assert_as_pdftotext(
	    lines, "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd", 13);
}

/* The text that is in the file, which nobody could read off the boxes, is in
 * answers of every format. */
static void
test_formats(void **state)
{
	static const char16_t *const lines[LINES] = {
	    u"\u05dd\u05dc\u05d5\u05e2 \u05dd\u05d5\u05dc\u05e9"};
	struct page_file pdf = write_page(lines);

	(void)state;
	reading_expect_in_formats(server_fixture->port, &pdf,
	    "\u05e9\u05dc\u05d5\u05dd", "\u05e2\u05d5\u05dc\u05dd", NULL);
	page_file_clear(&pdf);
}

/* Arabic, and a sentence from the left with an Arabic word. */
static void
test_arabic(void **state)
{
	static const char16_t *const lines[LINES] = {
	    u"\u0645\u0644\u0627\u0639\u0644\u0627\u0628 "
	    u"\u0627\u0628\u062d\u0631\u0645",
	    u"2024 \u0645\u0627\u0639 \u064a\u0641",
	    u"\u0627\u0628\u062d\u0631\u0645 "
	    u"\u0627\u0628\u062d\u0631\u0645"};
	static const char16_t *const mixed[LINES] = {
	    u"They say \u0627\u0628\u062d\u0631\u0645 when they meet",
	    u"and go on in English from there"};

	(void)state;
	assert_as_pdftotext(lines, "\u0645\u0631\u062d\u0628\u0627", 7);
	assert_as_pdftotext(
	    mixed, "say \u0645\u0631\u062d\u0628\u0627 when", 13);
}

/* Chinese, Japanese and Korean, of which only Korean has blanks. */
static void
test_han(void **state)
{
	static const char16_t *const chinese[LINES] = {
	    u"\u4f60\u597d\uff0c\u4e16\u754c\u3002\u6211\u4eec\u8bfb\u4e66",
	    u"\u5171\u4ed8 1296 \u5143\uff0c\u4e09\u5341\u5929\u5185"};
	static const char16_t *const japanese[LINES] = {
	    u"\u3053\u3093\u306b\u3061\u306f\u4e16\u754c\u3001\u30c6\u30b9"
	    u"\u30c8\u3067\u3059\u3002",
	    u"\u5408\u8a08\u91d1\u984d\u306f 1296 \u30c9\u30eb\u3067\u3059"};
	static const char16_t *const korean[LINES] = {
	    u"\uc548\ub155\ud558\uc138\uc694 \uc138\uacc4 "
	    u"\ud14c\uc2a4\ud2b8\uc785\ub2c8\ub2e4",
	    u"\uc138\uacc4 \uc138\uacc4 \uc138\uacc4 \uc138\uacc4"};

	(void)state;
	assert_as_pdftotext(chinese, "\u4e16\u754c", 4);
	assert_as_pdftotext(japanese, "\u4e16\u754c", 4);
	assert_as_pdftotext(korean, "\uc138\uacc4 \ud14c\uc2a4\ud2b8", 7);
}

/* Returns a PDF with two optional layers, of which the second is off. */
static struct page_file
write_options(const struct page_file *scan, const char *content)
{
	struct pdf_maker m;

	pdf_maker_begin(&m);
	pdf_maker_add(&m, CATALOG,
	    "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]"
	    "/D<</BaseState/ON/OFF[7 0 R]/Order[6 0 R 7 0 R]>>>>>>");
	pdf_maker_add(&m, PAGES, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, PAGE,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 360 72]/Contents 4 0 R"
	    "/Resources<</Font<</F 5 0 R>>/XObject<</Im 8 0 R/Off 9 0 R>>"
	    "/Properties<</On 6 0 R/Off 7 0 R>>>>>>");
	pdf_maker_add_text(&m, CONTENT, content);
	pdf_maker_add(
	    &m, FONT, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_add(&m, BOX, "<</Type/OCG/Name(shown)>>");
	pdf_maker_add(&m, MEANING, "<</Type/OCG/Name(hidden)>>");
	pdf_maker_add_image(&m, SCAN, scan);
	pdf_maker_add_stream(&m, SCAN + 1,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]/OC 7 0 R",
	    "0 g 0 0 360 72 re f", 19);
	pdf_maker_end(&m, "/Root 1 0 R");
	return m.file;
}

/* A layer that is off is neither given nor seen, nor is one within a form. */
static void
test_options(void **state)
{
	static const char words[] =
	    "/OC/On BDC BT /F 12 Tf 20 50 Td (These words are seen) Tj ET EMC "
	    "/OC/Off BDC BT /F 12 Tf 20 20 Td (Obey the secret) Tj ET EMC "
	    "/Off Do";
	static const char scans[] =
	    "/OC/On BDC q 360 0 0 72 0 0 cm /Im Do Q EMC "
	    "/OC/Off BDC 0 g 0 0 360 72 re f EMC /Off Do";
	struct page_file scan, pdf;
	char *text;

	(void)state;
	assert_int_equal(page_file_read("tests/data/sample.png", &scan), 0);
	pdf = write_options(&scan, words);
	for (int i = 0; i < 2; i++) {
		text = reading_post(server_fixture->port,
		    i == 0 ? "/ocr" : "/ocr?layer=never", &pdf);
		assert_non_null(strstr(text, "These words are seen"));
		assert_null(strstr(text, "secret"));
		free(text);
	}
	page_file_clear(&pdf);
	pdf = write_options(&scan, scans);
	text = reading_post(server_fixture->port, "/ocr", &pdf);
	assert_non_null(strstr(text, "Requests wait at its gate"));
	free(text);
	page_file_clear(&pdf);
	page_file_clear(&scan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hebrew),
	    cmocka_unit_test(test_formats),
	    cmocka_unit_test(test_arabic),
	    cmocka_unit_test(test_han),
	    cmocka_unit_test(test_options),
	};

	return server_report(cmocka_run_group_tests_name("layer_scripts", tests,
	    server_fixture_setup, server_fixture_teardown));
}
