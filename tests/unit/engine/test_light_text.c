/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Light letters are found in a dark heading, and nothing on the paper around
 * it, nor between the lines of a paragraph.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

#include "fcgi-worker/engine/light_text.h"

#define WIDTH 600
#define HEIGHT 400

/* Paints a rectangle of the gray, whose left upper corner is at x, y. */
static void
paint(PIX *pix, int x, int y, int width, int height, l_uint32 gray)
{
	BOX *box = boxCreate(x, y, width, height);

	assert_non_null(box);
	assert_int_equal(pixSetInRectArbitrary(pix, box, gray), 0);
	boxDestroy(&box);
}

/* Paints a row of strokes, as letters are, at the height y. */
static void
write_line(PIX *pix, int y, l_uint32 gray)
{
	for (int x = 120; x < 480; x += 16)
		paint(pix, x, y, 3, 14, gray);
}

/* Returns a page of the depth, 1 or 8, with four lines of dark letters; and
 * with a line of white ones in a heading of the gray, or no heading if that is
 * 255. */
static PIX *
make_page(int depth, l_uint32 heading)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8), *page;

	assert_non_null(pix);
	pixSetAll(pix);
	for (int y = 200; y < 280; y += 20)
		write_line(pix, y, 0);
	paint(pix, 100, 60, 400, 50, heading);
	write_line(pix, 78, 255);
	page = depth == 1 ? pixThresholdToBinary(pix, 128) : pixClone(pix);
	pixDestroy(&pix);
	assert_non_null(page);
	return page;
}

/* Returns how many pixels are black in these rows of pix. */
static l_int32
count_black(PIX *pix, int top, int bottom)
{
	BOX *box = boxCreate(0, top, WIDTH, bottom - top);
	l_int32 count = -1;

	assert_non_null(box);
	assert_int_equal(pixCountPixelsInRect(pix, box, &count, NULL), 0);
	boxDestroy(&box);
	return count;
}

static void
test_heading(void **state)
{
	static const struct {
		int depth;
		l_uint32 gray;
	} table[] = {{1, 0}, {8, 0}, {8, 100}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		PIX *pix = make_page(table[i].depth, table[i].gray), *light;
		l_uint32 on_stroke = 0, beside = 1;

		assert_true(light_text_is_possible(pix));
		light = light_text_find(pix);
		assert_non_null(light);
		pixGetPixel(light, 137, 85, &on_stroke);
		pixGetPixel(light, 144, 85, &beside);
		assert_int_equal(on_stroke, 1);
		assert_int_equal(beside, 0);
		assert_int_equal(count_black(light, 0, 60), 0);
		assert_int_equal(count_black(light, 110, HEIGHT), 0);
		pixDestroy(&light);
		pixDestroy(&pix);
	}
}

static void
test_no_heading(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 8; depth += 7) {
		PIX *pix = make_page(depth, 255);

		assert_false(light_text_is_possible(pix));
		assert_null(light_text_find(pix));
		pixDestroy(&pix);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_heading),
	    cmocka_unit_test(test_no_heading),
	};

	return cmocka_run_group_tests_name("light_text", tests, NULL, NULL);
}
