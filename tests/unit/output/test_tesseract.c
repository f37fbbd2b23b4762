/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Text, TSV, hOCR and ALTO are what Tesseract itself writes of the same result,
 * for several layouts, modes and variables; format.h lists the differences.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#include "fcgi-worker/base/cpus.h"
#include "fcgi-worker/engine/tesseract_page.h"
#include "fcgi-worker/input/image.h"
#include "fcgi-worker/output/alto.h"
#include "fcgi-worker/output/hocr.h"
#include "fcgi-worker/output/text.h"
#include "fcgi-worker/output/tsv.h"

static const char words[] =
    "The quick brown fox jumps over the lazy dog & <quotes> \"it\". Invoice "
    "2024-117 of 3 March, due in 30 days, 12 boxes of paper at 4.95 each, "
    "59.40 in all.  Please quote the number when you pay by transfer.";

/* Draws the words at x, y, in lines of at most this width, in pixels. */
static void
draw(PIX *pix, int size, int x, int y, int width)
{
	L_BMF *font = bmfCreate(NULL, size);
	l_int32 overflow;

	assert_non_null(font);
	pixSetTextblock(pix, font, words, 0, x, y, width, 1, &overflow);
	bmfDestroy(&font);
}

static PIX *
blank(int width, int height)
{
	PIX *pix = pixCreate(width, height, 8);

	assert_non_null(pix);
	pixSetAll(pix);
	pixSetResolution(pix, 200, 200);
	return pix;
}

static PIX *
one_block(void)
{
	PIX *pix = blank(900, 400);

	draw(pix, 20, 40, 60, 800);
	return pix;
}

/* Returns two columns under a heading, and a paragraph below. */
static PIX *
columns(void)
{
	PIX *pix = blank(1300, 1200);

	draw(pix, 20, 40, 60, 1200);
	draw(pix, 16, 40, 400, 500);
	draw(pix, 16, 700, 400, 500);
	draw(pix, 10, 40, 900, 1200);
	pixSetResolution(pix, 0, 0);
	return pix;
}

/* Returns a page with a gray picture, and rules between paragraphs. */
static PIX *
picture(void)
{
	PIX *pix = blank(1300, 1300);

	draw(pix, 20, 40, 60, 1200);
	for (int y = 400; y < 700; y++)
		for (int x = 100; x < 600; x++)
			pixSetPixel(pix, x, y,
			    (l_uint32)(127 + 60 * ((x / 40 + y / 40) % 2) +
				       (x * 7 + y * 13) % 60));
	for (int x = 40; x < 1260; x++)
		for (int y = 760; y < 764; y++)
			pixSetPixel(pix, x, y, 0);
	for (int y = 800; y < 1200; y++)
		for (int x = 650; x < 654; x++)
			pixSetPixel(pix, x, y, 0);
	draw(pix, 16, 40, 820, 560);
	draw(pix, 16, 700, 820, 560);
	return pix;
}

static PIX *
turned(void)
{
	PIX *upright = one_block(), *pix = pixRotateOrth(upright, 1);

	pixDestroy(&upright);
	return pix;
}

static PIX *
skewed(void)
{
	PIX *level = one_block();
	PIX *pix =
	    pixRotate(level, 0.02F, L_ROTATE_SAMPLING, L_BRING_IN_WHITE, 0, 0);

	pixDestroy(&level);
	return pix;
}

static PIX *
empty(void)
{
	return blank(400, 300);
}

/* Appends alto with right confidences: Tesseract writes 5, 96 and 100 percent
 * as 0.5, 0.96 and 0.100. */
static void
mend_confidences(struct buffer *out, const char *alto)
{
	static const char begin[] = " WC=\"0.";
	const char *next;
	char *end;
	long n;

	while ((next = strstr(alto, begin)) != NULL) {
		buffer_add(out, alto, (size_t)(next - alto));
		n = strtol(next + strlen(begin), &end, 10);
		buffer_add_format(out, " WC=\"%.2f", (double)n / 100);
		alto = end;
	}
	buffer_add_text(out, alto);
}

/* Removes, in place, the boxes of figures: Tesseract gives them the box of what
 * came before them. */
static void
drop_figures(char *hocr)
{
	static const char *const classes[] = {
	    "<div class='ocr_photo'", "<div class='ocr_separator'"};
	char *begin, *box, *end;

	for (size_t i = 0; i < 2; i++)
		for (begin = hocr; (begin = strstr(begin, classes[i])) != NULL;
		     begin++) {
			box = strstr(begin, "title=");
			end = strstr(box, "></div>");
			memmove(box, end, strlen(end) + 1);
		}
}

static void
assert_same(const char *what, struct buffer *got, const char *want)
{
	assert_false(got->failed);
	if (strcmp(got->data, want) != 0)
		print_error("%s is not the same\n", what);
	assert_string_equal(got->data, want);
	buffer_free(got);
}

/* Compares the page in all formats with what Tesseract writes. */
static void
compare(TessBaseAPI *api, const struct page *p)
{
	struct buffer out = {0}, mended = {0};
	char *want = TessBaseAPIGetTsvText(api, (int)p->number);

	tsv_add_page(&out, p);
	assert_same("TSV", &out, want);
	TessDeleteText(want);
	want = TessBaseAPIGetHOCRText(api, (int)p->number);
	hocr_add_page(&out, p);
	drop_figures(out.data);
	drop_figures(want);
	assert_same("hOCR", &out, want);
	TessDeleteText(want);
	if (p->number == 0) {
		want = TessBaseAPIGetAltoText(api, 0);
		mend_confidences(&mended, want);
		alto_add_page(&out, p);
		assert_same("ALTO", &out, mended.data);
		buffer_free(&mended);
		TessDeleteText(want);
	}
	want = TessBaseAPIGetUTF8Text(api);
	text_add_page(&out, p);
	assert_same("text", &out, want);
	TessDeleteText(want);
}

/* Recognizes pix in the mode psm with variables, and compares all formats. */
static void
check(PIX *pix, TessPageSegMode psm, const char *const (*vars)[2], size_t count,
    unsigned number)
{
	const char *names[4], *values[4];
	const struct page_box area = {
	    0, 0, pixGetWidth(pix), pixGetHeight(pix)};
	TessBaseAPI *api = TessBaseAPICreate();
	struct page *p = page_create();

	for (size_t i = 0; i < count; i++) {
		names[i] = vars[i][0];
		values[i] = vars[i][1];
	}
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	assert_int_equal(TessBaseAPIInit4(api, NULL, "eng+deu", OEM_DEFAULT,
			     NULL, 0, (char **)(uintptr_t)names,
			     (char **)(uintptr_t)values, count, FALSE),
	    0);
	TessBaseAPISetPageSegMode(api, psm);
	TessBaseAPISetImage2(api, pix);
	assert_int_equal(TessBaseAPIRecognize(api, NULL), 0);
	assert_int_equal(tesseract_page_read(api, &area, p), 0);
	p->number = number;
	compare(api, p);
	page_free(p);
	TessBaseAPIDelete(api);
}

static void
test_layouts(void **state)
{
	static PIX *(*const draws[])(void) = {
	    one_block, columns, picture, turned, skewed, empty};
	PIX *pix;

	(void)state;
	for (size_t i = 0; i < sizeof(draws) / sizeof(draws[0]); i++) {
		pix = draws[i]();
		check(pix, PSM_AUTO, NULL, 0, 0);
		check(pix, PSM_SPARSE_TEXT, NULL, 0, 3);
		pixDestroy(&pix);
	}
}

static void
test_modes(void **state)
{
	static const TessPageSegMode modes[] = {PSM_SINGLE_COLUMN,
	    PSM_SINGLE_BLOCK_VERT_TEXT, PSM_SINGLE_BLOCK, PSM_SINGLE_LINE,
	    PSM_SINGLE_WORD, PSM_RAW_LINE};
	PIX *pix = one_block();

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		check(pix, modes[i], NULL, 0, 0);
	pixDestroy(&pix);
}

/* These variables change what is written of the same words. */
static void
test_variables(void **state)
{
	static const char *const vars[][3][2] = {
	    {{"hocr_font_info", "1"}},
	    {{"preserve_interword_spaces", "1"}},
	    {{"hocr_char_boxes", "1"}},
	    {{"lstm_choice_mode", "1"}},
	    {{"lstm_choice_mode", "2"}},
	    {{"lstm_choice_mode", "1"}, {"hocr_char_boxes", "1"}},
	    {{"lstm_choice_mode", "2"}, {"hocr_char_boxes", "1"}},
	};
	PIX *pix = one_block();

	(void)state;
	for (size_t i = 0; i < sizeof(vars) / sizeof(vars[0]); i++)
		check(pix, PSM_AUTO, vars[i], vars[i][1][0] == NULL ? 1 : 2, 2);
	pixDestroy(&pix);
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_modes),
	    cmocka_unit_test(test_variables),
	};

	(void)argc;
	if (cpus_one_thread(argv) == -1)
		return 1;
	image_silence();
	return cmocka_run_group_tests_name("tesseract", tests, NULL, NULL);
}
