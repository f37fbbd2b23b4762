/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ink is found where it was drawn, whatever the depth and size of the page, and
 * dark areas are told from letters and rules, and light text on a dark page
 * from a light sheet and from gray of dots.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

#include "fcgi-worker/engine/ink.h"

#define WIDTH 600
#define HEIGHT 400

/* Converts pix, which is gray, to the depth.  Frees pix. */
static PIX *
with_depth(PIX *pix, int depth)
{
	PIX *deep = depth == 1	  ? pixThresholdToBinary(pix, 128)
		    : depth == 32 ? pixConvertTo32(pix)
				  : pixClone(pix);

	pixDestroy(&pix);
	assert_non_null(deep);
	return deep;
}

/* Returns a white page of the depth, scale times as large as usual, with a box
 * of the gray. */
static PIX *
draw(int depth, int scale, int gray, struct page_box box)
{
	PIX *pix = pixCreate(WIDTH * scale, HEIGHT * scale, 8);
	BOX *place = boxCreate(
	    box.left, box.top, box.right - box.left, box.bottom - box.top);

	assert_non_null(pix);
	assert_non_null(place);
	pixSetAll(pix);
	pixSetInRectArbitrary(pix, place, (l_uint32)gray);
	boxDestroy(&place);
	return with_depth(pix, depth);
}

/* Returns whether the ink has the pixel at x, y of the page. */
static l_uint32
is_ink(const struct ink *ink, int x, int y)
{
	l_uint32 value = 2;

	assert_int_equal(
	    pixGetPixel(ink->pix, (x - ink->area.left) / ink->factor,
		(y - ink->area.top) / ink->factor, &value),
	    0);
	return value;
}

static void
test_depths_and_sizes(void **state)
{
	static const int depths[] = {1, 8, 32};

	(void)state;
	for (int scale = 1; scale <= 5; scale += 4)
		for (int i = 0; i < 3; i++) {
			const struct page_box area = {
			    0, 0, WIDTH * scale, HEIGHT * scale};
			const struct page_box part = {
			    100, 60, WIDTH * scale, HEIGHT * scale};
			PIX *pix = draw(depths[i], scale, 0,
			    (struct page_box){200, 100, 240, 110});
			struct ink all = {NULL}, some = {NULL};

			assert_int_equal(ink_find(&all, pix, &area), 0);
			assert_int_equal(ink_find(&some, pix, &part), 0);
			pixDestroy(&pix);
			assert_int_equal(all.factor, scale == 1 ? 1 : 2);
			assert_int_equal(is_ink(&all, 220, 104), 1);
			assert_int_equal(is_ink(&some, 220, 104), 1);
			assert_int_equal(is_ink(&all, 220, 130), 0);
			assert_int_equal(is_ink(&some, 220, 130), 0);
			ink_free(&all);
			ink_free(&some);
		}
}

static void
test_share(void **state)
{
	const struct page_box area = {100, 60, WIDTH * 5, HEIGHT * 5};
	const struct page_box full = {200, 100, 220, 108};
	const struct page_box half = {180, 100, 220, 108};
	PIX *pix = draw(8, 5, 0, (struct page_box){200, 100, 240, 110});
	struct ink ink = {NULL};

	(void)state;
	assert_int_equal(ink_find(&ink, pix, &area), 0);
	assert_int_equal(ink.factor, 2);
	assert_in_range(100 * ink_share(&ink, &full), 95, 100);
	assert_in_range(100 * ink_share(&ink, &half), 45, 55);
	ink_free(&ink);
	pixDestroy(&pix);
}

/* Thin strokes of faint print are ink, except on a page with more print that is
 * black. */
static void
test_faint(void **state)
{
	const struct page_box area = {0, 0, WIDTH, HEIGHT};

	(void)state;
	for (int black = 0; black <= 1; black++) {
		PIX *pix =
		    draw(8, 1, 215, (struct page_box){200, 100, 300, 104});
		BOX *place = boxCreate(200, 200, 300, 4);
		struct ink ink = {NULL};

		if (black)
			pixSetInRectArbitrary(pix, place, 0);
		assert_int_equal(ink_find(&ink, pix, &area), 0);
		assert_int_equal(is_ink(&ink, 250, 102), !black);
		assert_int_equal(is_ink(&ink, 250, 202), black);
		assert_int_equal(is_ink(&ink, 250, 150), 0);
		ink_free(&ink);
		boxDestroy(&place);
		pixDestroy(&pix);
	}
}

/* Ink is looked for once, and what was found is kept. */
static void
test_once(void **state)
{
	const struct page_box area = {0, 0, WIDTH, HEIGHT};
	PIX *pix = draw(8, 1, 0, (struct page_box){200, 100, 240, 110});
	struct ink ink = {NULL};
	struct Pix *first;

	(void)state;
	assert_int_equal(ink_find(&ink, pix, &area), 0);
	first = ink.pix;
	assert_int_equal(ink_find(&ink, pix, &area), 0);
	assert_ptr_equal(ink.pix, first);
	ink_free(&ink);
	assert_null(ink.pix);
	pixDestroy(&pix);
}

static void
test_dark_areas(void **state)
{
	static const struct {
		int depth, gray;
		struct page_box box;
		bool is_dark;
	} table[] = {
	    {8, 0, {100, 100, 101, 101}, false}, /* a dot */
	    {8, 0, {100, 100, 112, 300}, false}, /* as thick as large letters */
	    {8, 0, {100, 100, 500, 105}, false}, /* a rule */
	    {8, 230, {100, 100, 500, 300}, false}, /* a light box */
	    {8, 0, {100, 100, 500, 140}, true},
	    {8, 150, {100, 100, 500, 140}, true},
	    {32, 120, {0, 0, WIDTH, HEIGHT}, true},
	    {1, 0, {100, 100, 500, 140}, true},
	    {1, 0, {100, 100, 112, 300}, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct page_box area = {0, 0, WIDTH, HEIGHT};
		PIX *pix = draw(table[i].depth, 1, table[i].gray, table[i].box);
		struct ink ink = {NULL};

		assert_int_equal(ink_find(&ink, pix, &area), 0);
		assert_int_equal(ink.has_dark, table[i].is_dark);
		ink_free(&ink);
		pixDestroy(&pix);
	}
}

/* Draws rows of strokes, as letters are, in that gray on that paper. */
static PIX *
draw_strokes(int depth, int scale, int paper, int gray)
{
	PIX *pix = pixCreate(WIDTH * scale, HEIGHT * scale, 8);

	assert_non_null(pix);
	pixSetAllArbitrary(pix, (l_uint32)paper);
	for (int y = 20; y < HEIGHT * scale - 40; y += 30)
		for (int x = 20; x < WIDTH * scale - 20; x += 16)
			for (int i = 0; i < 14 * 2; i++)
				pixSetPixel(
				    pix, x + i % 2, y + i / 2, (l_uint32)gray);
	return with_depth(pix, depth);
}

/* Sets every fourth pixel of every fourth row to white, so that a dark area
 * becomes a gray of dots. */
static void
put_dots(PIX *pix)
{
	l_uint32 white = pixGetDepth(pix) == 1 ? 0 : 255;

	for (int y = 0; y < pixGetHeight(pix); y += 4)
		for (int x = 0; x < pixGetWidth(pix); x += 4)
			pixSetPixel(pix, x, y, white);
}

/* Puts a white sheet, as small as a business card, on the page. */
static void
put_sheet(PIX *pix)
{
	for (int y = 100; y < 240; y++)
		for (int x = 100; x < 240; x++)
			pixSetPixel(pix, x, y, 255);
}

static void
test_light_on_dark(void **state)
{
	static const struct {
		int depth, scale, paper, gray;
		void (*put)(PIX *);
		bool is_inverted;
	} table[] = {
	    {8, 1, 0, 255, NULL, true},
	    {8, 5, 0, 255, NULL, true},
	    {32, 1, 40, 150, NULL, true},
	    {1, 1, 0, 255, NULL, true},
	    {1, 5, 0, 255, NULL, true},
	    {8, 1, 255, 0, NULL, false},
	    {8, 1, 150, 255, NULL, false}, /* paper in a shadow */
	    {8, 1, 40, 70, NULL, false},   /* noise of a dark photo */
	    {8, 1, 0, 255, put_sheet, false},
	    {1, 1, 0, 255, put_dots, false},
	    {8, 1, 0, 255, put_dots, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct page_box area = {
		    0, 0, WIDTH * table[i].scale, HEIGHT * table[i].scale};
		PIX *pix = draw_strokes(table[i].depth, table[i].scale,
		    table[i].paper, table[i].gray);
		PIX *before;
		struct ink ink = {NULL};
		l_int32 same = 0;

		if (table[i].put != NULL)
			table[i].put(pix);
		before = pixCopy(NULL, pix);
		assert_int_equal(ink_find(&ink, pix, &area), 0);
		assert_int_equal(ink.is_inverted, table[i].is_inverted);
		if (ink.is_inverted) {
			assert_int_equal(is_ink(&ink, 180, 30), 1);
			assert_int_equal(is_ink(&ink, 10, 10), 0);
		}
		/* The page stays as it was. */
		pixEqual(pix, before, &same);
		assert_int_equal(same, 1);
		ink_free(&ink);
		pixDestroy(&before);
		pixDestroy(&pix);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_depths_and_sizes),
	    cmocka_unit_test(test_once),
	    cmocka_unit_test(test_share),
	    cmocka_unit_test(test_faint),
	    cmocka_unit_test(test_dark_areas),
	    cmocka_unit_test(test_light_on_dark),
	};

	return cmocka_run_group_tests_name("ink", tests, NULL, NULL);
}
