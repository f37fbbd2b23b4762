/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The picture of one line that is cut out of a page: what is left of rules
 * around it, of light text, and of a box with nothing to read.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

#include "fcgi-worker/engine/line_crop.h"

#define WIDTH 240
#define HEIGHT 48

static void
fill(PIX *pix, int left, int top, int w, int h, int gray)
{
	for (int y = top; y < top + h; y++)
		for (int x = left; x < left + w; x++)
			pixSetPixel(pix, x, y, (l_uint32)gray);
}

/* Draws a page whose paper has that gray. */
static PIX *
draw_paper(int gray)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);

	assert_non_null(pix);
	fill(pix, 0, 0, WIDTH, HEIGHT, gray);
	return pix;
}

/* Draws five letters from x on, as bars of their height. */
static void
draw_letters(PIX *pix, int x, int gray)
{
	for (int i = 0; i < 5; i++)
		fill(pix, x + 20 * i, 14, 12, 20, gray);
}

/* Draws a rule that goes up and leans by two pixels, and a level one. */
static void
draw_rules(PIX *pix, int x, int gray)
{
	for (int y = 0; y < HEIGHT; y++)
		fill(pix, x + 2 * y / HEIGHT, y, 2, 1, gray);
	fill(pix, 40, 44, 120, 2, gray);
}

/*
 * Returns how many pixels of the line that was cut out are darker than gray,
 * from x to to on the page; the line is narrower than on the page.
 */
static int
count_dark(PIX *line, int x, int to, l_uint32 gray)
{
	double narrow =
	    (double)(pixGetWidth(line) - 2 * LINE_CROP_BORDER) / WIDTH;
	l_uint32 value;
	int n = 0;

	for (x = (int)(x * narrow); x < (int)(to * narrow); x++)
		for (int y = 0; y < HEIGHT + 2 * LINE_CROP_BORDER; y++) {
			pixGetPixel(line, x + LINE_CROP_BORDER, y, &value);
			n += value < gray;
		}
	return n;
}

/* Returns whether the dark pixels are nearly as many as were drawn, so that
 * nothing was taken away. */
static bool
is_whole(int dark, int drawn)
{
	return dark > 0.85 * drawn && dark < 1.05 * drawn;
}

/* Cuts the whole page out as a line, and frees the page.  Returns the line, or
 * NULL. */
static PIX *
cut(PIX *pix)
{
	const struct page_box box = {0, 0, WIDTH, HEIGHT};
	struct line_crop_scale scale;
	PIX *line = line_crop_cut(pix, &box, &scale);

	if (line != NULL) {
		assert_true(scale.y == 1);
		assert_true(scale.x < 1);
		assert_int_equal(
		    pixGetHeight(line), HEIGHT + 2 * LINE_CROP_BORDER);
	}
	pixDestroy(&pix);
	return line;
}

/* Rules beside and below the letters are taken away, and all letters stay. */
static void
test_rules(void **state)
{
	static const struct {
		int paper, ink, rules;
	} table[] = {
	    {255, 0, 0}, {230, 170, 150}, {20, 240, 255}, {128, 250, 250}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		PIX *pix = draw_paper(table[i].paper), *line;
		l_uint32 between = table[i].paper == 230 ? 200 : 90;

		draw_letters(pix, 60, table[i].ink);
		draw_rules(pix, 170, table[i].rules);
		line = cut(pix);
		assert_non_null(line);
		assert_true(
		    is_whole(count_dark(line, 0, WIDTH, between), 5 * 12 * 20));
		assert_int_equal(count_dark(line, 165, WIDTH, between), 0);
		pixDestroy(&line);
	}
}

/* Where there are rules and specks alone, there is nothing to read. */
static void
test_nothing(void **state)
{
	PIX *pix = draw_paper(255);

	(void)state;
	assert_null(cut(draw_paper(255)));
	draw_rules(pix, 170, 0);
	fill(pix, 30, 20, 3, 3, 0);
	assert_null(cut(pix));
}

/* A letter l, a dash and a bracket are no rules. */
static void
test_thin_letters(void **state)
{
	PIX *pix = draw_paper(255), *line;

	(void)state;
	fill(pix, 60, 10, 4, 28, 0);
	fill(pix, 80, 24, 20, 3, 0);
	fill(pix, 120, 8, 3, 34, 0);
	line = cut(pix);
	assert_non_null(line);
	assert_true(is_whole(
	    count_dark(line, 0, WIDTH, 128), 4 * 28 + 20 * 3 + 3 * 34));
	pixDestroy(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_thin_letters),
	};

	return cmocka_run_group_tests_name("line_crop", tests, NULL, NULL);
}
