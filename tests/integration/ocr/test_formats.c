/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Documents that other programs open: searchable PDF by pdftotext, hOCR and
 * ALTO by xmllint with schemas.
 */
#include "tests/lib/test.h"

#include <ftw.h>
#include <jansson.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define RUN_MS 30000

static const char *const texts[] = {"The first page says this.\n",
    "Another page says that.\n", "And the third page ends it.\n"};

static char tmp[] = "/tmp/ocr-test-tmp-XXXXXX";

static int
setup(void **state)
{
	if (!mkdtemp(tmp))
		return -1;
	setenv("TMPDIR", tmp, 1);
	return server_fixture_setup(state);
}

static int
teardown(void **state)
{
	rmdir(tmp);
	return server_fixture_teardown(state);
}

/* Returns what a command prints for a document; it has to succeed. */
static char *
command_says(const char *const *argv)
{
	struct process_result result;
	char *out;

	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	if (!WIFEXITED(result.status) || WEXITSTATUS(result.status) != 0)
		print_error("%s: %s%s\n", argv[0], result.out, result.err);
	assert_int_equal(result.status, 0);
	out = strdup(result.out);
	process_result_clear(&result);
	return out;
}

/* Writes data to a file of the server's directory.  Returns its path, until the
 * next call of server_path. */
static const char *
saved(const char *name, char *data, size_t len)
{
	const struct page_file file = {(unsigned char *)data, len};
	const char *path = server_path(server_fixture, name);

	assert_int_equal(page_file_write(&file, path), 0);
	return path;
}

/* Returns the text of the PDF that the server makes of the page, to be freed.
 */
static char *
pdf_text(const struct page_file *page)
{
	size_t len;
	char *pdf = server_fixture_document(
	    "/ocr?format=pdf", page, "application/pdf", &len);
	const char *path = saved("answer.pdf", pdf, len);
	const char *argv[] = {"pdftotext", path, "-", NULL};
	char *text = command_says(argv);

	free(pdf);
	return text;
}

/* Each page is on its own, in order, with its text. */
static void
test_pdf_gives_back_the_text(void **state)
{
	struct page_file page;
	char *text, *rest, *part;

	(void)state;
	assert_int_equal(page_tiff((const char *const *)texts, 3, &page), 0);
	rest = text = pdf_text(&page);
	for (size_t i = 0; i < 3; i++) {
		part = strsep(&rest, "\f");
		assert_non_null(part);
		assert_non_null(strstr(part, strtok(strdupa(texts[i]), "\n")));
	}
	assert_string_equal(rest, "");
	free(text);
	page_file_clear(&page);
}

/* Tells nftw() to stop at the first regular file. */
static int
is_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)ftw;
	return type == FTW_F;
}

/* Returns how bright the first page of answer.pdf is, 0 to 255. */
static double
brightness(void)
{
	char pdf[128], out[96], png[128];
	const char *argv[] = {
	    "pdftoppm", "-png", "-singlefile", "-r", "72", pdf, out, NULL};
	l_float32 mean = 0;
	PIX *pix, *gray;

	snprintf(out, sizeof(out), "%s", server_path(server_fixture, "answer"));
	snprintf(pdf, sizeof(pdf), "%s.pdf", out);
	snprintf(png, sizeof(png), "%s.png", out);
	free(command_says(argv));
	pix = pixRead(png);
	assert_non_null(pix);
	gray = pixConvertTo8(pix, 0);
	pixGetAverageMasked(gray, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean);
	pixDestroy(&gray);
	pixDestroy(&pix);
	return (double)mean;
}

/* White paper stays white, whatever the page's depth, palette and format. */
static void
test_pdf_of_every_depth(void **state)
{
	static const struct {
		int depth, iff;
	} table[] = {{1, IFF_TIFF_G4}, {1, IFF_PNG}, {1, IFF_BMP}, {2, IFF_PNG},
	    {4, IFF_PNG}, {8, IFF_PNG}, {8, IFF_PNM}, {16, IFF_PNG},
	    {32, IFF_PNG}, {32, IFF_JFIF_JPEG}};
	struct page_file page;
	PIX *pix = pixRead("tests/data/sample.png"), *of_depth;
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].depth == 1)
			of_depth = pixConvertTo1(pix, 128);
		else if (table[i].depth < 8)
			of_depth = pixThresholdOn8bpp(
			    pix, 1 << table[i].depth, table[i].depth == 2);
		else if (table[i].depth == 8)
			of_depth = pixConvertTo8(pix, 0);
		else if (table[i].depth == 16)
			of_depth = pixConvertTo16(pix);
		else
			of_depth = pixConvertTo32(pix);
		assert_int_equal(
		    pixWriteMem(&page.data, &page.len, of_depth, table[i].iff),
		    0);
		text = pdf_text(&page);
		if (strstr(text, "mod_ocr reads the pages") == NULL ||
		    brightness() < 200)
			fail_msg("%d bits, format %d: \"%s\"", table[i].depth,
			    table[i].iff, text);
		free(text);
		page_file_clear(&page);
		pixDestroy(&of_depth);
	}
	assert_int_equal(nftw(tmp, is_file, 8, FTW_PHYS), 0);
	pixDestroy(&pix);
}

/* Checks that an attribute of the element is within two points of want. */
static void
assert_near(const char *element, const char *name, double want)
{
	const char *at = strstr(element, name);

	assert_non_null(at);
	at += strlen(name) + strlen("=\"");
	if (fabs(atof(at) - want) > 2)
		fail_msg("%s is %.8s, not %.1f", name, at, want);
}

/* Returns the tesseract command's PDF of a page, to be freed. */
static char *
command_pdf(const struct page_file *page, size_t *len)
{
	const char *image = server_path(server_fixture, "page");
	char from[128], to[128];
	const char *argv[] = {"tesseract", from, to, "pdf", NULL};

	snprintf(from, sizeof(from), "%s", image);
	snprintf(to, sizeof(to), "%s-of-command", image);
	assert_int_equal(page_file_write(page, from), 0);
	free(command_says(argv));
	strcat(to, ".pdf");
	return process_read_file(to, len);
}

/* Returns what pdftotext says of the words of a PDF and of their places. */
static char *
words_of(char *pdf, size_t len)
{
	const char *argv[] = {
	    "pdftotext", "-bbox", saved("answer.pdf", pdf, len), "-", NULL};
	char *all = command_says(argv), *words;

	/* Titles and dates stand before it. */
	assert_non_null(strstr(all, "<doc>"));
	words = strdup(strstr(all, "<doc>"));
	free(all);
	return words;
}

/*
 * Asserts that the words below a node of the JSON, at this depth of the tree,
 * are in the same places as the <word>s of pdftotext behind word; a pixel has
 * so many points.  Returns the last <word>.  Right and upper edges are not
 * compared: they depend on the measures that pdftotext assumes for the font.
 */
static const char *
assert_words(const json_t *node, size_t depth, double points, const char *word)
{
	static const char *const names[] = {
	    "pages", "blocks", "paragraphs", "lines", "words"};
	const json_t *bbox = json_object_get(node, "bbox"), *child;
	size_t i;

	if (depth < 5) {
		json_array_foreach(json_object_get(node, names[depth]), i,
		    child) word = assert_words(child, depth + 1, points, word);
		return word;
	}
	word = strstr(word + 1, "<word ");
	assert_non_null(word);
	assert_near(
	    word, "xMin", points * json_number_value(json_array_get(bbox, 0)));
	assert_near(
	    word, "yMax", points * json_number_value(json_array_get(bbox, 3)));
	return word;
}

/* The page has the size that was sent, and its words are where they were. */
static void
test_pdf_keeps_its_measures(void **state)
{
	/* No letter goes below the line, which is where pdftotext has every
	 * word end. */
	static const char text[] = "The third line\nis held here\n";
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 300};
	struct page_file image, page;
	char *pdf, *words;
	json_t *json;
	size_t len;

	(void)state;
	assert_int_equal(typeset_image(text, &style, PAGE_PNG, &image), 0);
	assert_int_equal(typeset_scan(&image, 1, 300, &page), 0);
	page_file_clear(&image);
	pdf = server_fixture_document(
	    "/ocr?format=pdf", &page, "application/pdf", &len);
	words = words_of(pdf, len);
	assert_near(strstr(words, "<page "), "width", 320);
	assert_near(strstr(words, "<page "), "height", 140);
	json = reading_json(server_fixture->port, "/ocr?format=json", &page);
	assert_null(strstr(
	    assert_words(json, 0, 72.0 / reading_number(json, "dpi"), words) +
		1,
	    "<word "));
	json_decref(json);
	free(words);
	free(pdf);
	page_file_clear(&page);
}

/* The page's size, the words and their places are as in the PDF of the
 * tesseract command. */
static void
test_pdf_as_the_command(void **state)
{
	struct page_file page;
	char *pdf, *words, *want;
	size_t len;

	(void)state;
	assert_int_equal(page_file_read("tests/data/sample.png", &page), 0);
	pdf = server_fixture_document(
	    "/ocr?format=pdf", &page, "application/pdf", &len);
	words = words_of(pdf, len);
	free(pdf);
	pdf = command_pdf(&page, &len);
	want = words_of(pdf, len);
	assert_non_null(strstr(want, "<word "));
	assert_string_equal(words, want);
	free(want);
	free(words);
	free(pdf);
	page_file_clear(&page);
}

/* A photograph is compressed by way of a file, which does not stay. */
static void
test_pdf_of_a_photograph(void **state)
{
	struct page_file page;
	PIX *pix, *color;
	char *text;

	(void)state;
	pix = pixRead("tests/data/sample.png");
	color = pixConvertTo32(pix);
	for (int i = 0; i < 1000 * 20; i++)
		pixSetPixel(color, i % 1000, i / 1000, (l_uint32)i << 8);
	assert_int_equal(
	    pixWriteMem(&page.data, &page.len, color, IFF_JFIF_JPEG), 0);
	text = pdf_text(&page);
	assert_non_null(strstr(text, "mod_ocr reads the pages that are sent"));
	assert_int_equal(nftw(tmp, is_file, 8, FTW_PHYS), 0);
	free(text);
	page_file_clear(&page);
	pixDestroy(&color);
	pixDestroy(&pix);
}

/* Makes a page with a picture and a rule between the lines of text. */
static void
page_mixed(struct page_file *file)
{
	PIX *text = pixRead("tests/data/sample.png"), *pix;
	PIX *gray = pixConvertTo8(text, 0);

	pix = pixCreate(1000, 1000, 8);
	pixSetAll(pix);
	pixRasterop(pix, 0, 0, 1000, 200, PIX_SRC, gray, 0, 0);
	pixRasterop(pix, 0, 750, 1000, 200, PIX_SRC, gray, 0, 0);
	for (int y = 260; y < 620; y++)
		for (int x = 200; x < 800; x++)
			pixSetPixel(pix, x, y, (l_uint32)((x * y / 97) & 127));
	pixRasterop(pix, 40, 680, 900, 4, PIX_CLR, NULL, 0, 0);
	assert_int_equal(pixWriteMem(&file->data, &file->len, pix, IFF_PNG), 0);
	pixDestroy(&pix);
	pixDestroy(&gray);
	pixDestroy(&text);
}

/* Checks that the answer in the format is valid by its XML schema. */
static void
assert_valid(const char *format, const char *type, const struct page_file *page)
{
	char path[64], schema[64], *xml;
	const char *argv[] = {
	    "xmllint", "--nonet", "--noout", "--schema", schema, NULL, NULL};
	size_t len;

	snprintf(path, sizeof(path), "/ocr?format=%s", format);
	snprintf(schema, sizeof(schema), "tests/data/%s.xsd", format);
	xml = server_fixture_document(path, page, type, &len);
	argv[5] = saved("answer.xml", xml, len);
	free(command_says(argv));
	free(xml);
}

static void
test_xml_is_valid(void **state)
{
	struct page_file pages[3];

	(void)state;
	assert_int_equal(
	    page_tiff((const char *const *)texts, 3, &pages[0]), 0);
	assert_int_equal(page_blank(600, 400, &pages[1]), 0);
	page_mixed(&pages[2]);
	for (size_t i = 0; i < 3; i++) {
		assert_valid("alto", "application/alto+xml", &pages[i]);
		assert_valid("hocr", "text/html; charset=utf-8", &pages[i]);
		page_file_clear(&pages[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pdf_gives_back_the_text),
	    cmocka_unit_test(test_pdf_of_every_depth),
	    cmocka_unit_test(test_pdf_keeps_its_measures),
	    cmocka_unit_test(test_pdf_as_the_command),
	    cmocka_unit_test(test_pdf_of_a_photograph),
	    cmocka_unit_test(test_xml_is_valid),
	};

	return server_report(
	    cmocka_run_group_tests_name("formats", tests, setup, teardown));
}
