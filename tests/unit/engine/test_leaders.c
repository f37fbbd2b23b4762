/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Leaders are taken out of a page; other dots stay.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "fcgi-worker/engine/leaders.h"

#define WIDTH 800
#define HEIGHT 400
#define GRAY 230 /* of the paper */

static PIX *
blank(void)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);

	assert_non_null(pix);
	pixSetAllArbitrary(pix, GRAY);
	return pix;
}

/* Draws n dots from x, y on, each lower than the one before by fall. */
static void
draw_dots(PIX *pix, int n, int x, int y, double fall)
{
	for (int i = 0; i < n; i++)
		pixRasterop(pix, x + 12 * i, y + (int)(fall * i), 4, 4, PIX_CLR,
		    NULL, 0, 0);
}

/* Returns how many leaders pix has.  Frees pix, and sets *dark to how many of
 * its pixels are still dark without them, and *ink_left to how many of ink. */
static size_t
take_out(PIX *pix, l_int32 *dark, l_int32 *ink_left)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	struct ink ink = {NULL};
	struct leaders l;
	BOXA *parts;
	PIX *rest, *black;
	size_t n;

	assert_int_equal(ink_find(&ink, pix, &all), 0);
	parts = pixConnCompBB(ink.pix, 8);
	rest = leaders_take_out(pix, &ink, parts, &l);
	boxaDestroy(&parts);
	assert_non_null(rest);
	black = pixThresholdToBinary(rest, 128);
	pixCountPixels(black, dark, NULL);
	pixCountPixels(ink.pix, ink_left, NULL);
	n = l.count;
	free(l.list);
	ink_free(&ink);
	pixDestroy(&black);
	pixDestroy(&rest);
	pixDestroy(&pix);
	return n;
}

/* Level and falling leaders go, and paper is in their place. */
static void
test_taken(void **state)
{
	PIX *pix = blank();
	l_int32 dark, ink_left;

	(void)state;
	draw_dots(pix, 30, 200, 100, 0);
	draw_dots(pix, 40, 200, 200, 0.2);
	assert_int_equal(take_out(pix, &dark, &ink_left), 2);
	assert_int_equal(dark, 0);
	assert_int_equal(ink_left, 0);
}

/* Three dots that end a sentence, dashes, and a pattern of dots stay. */
static void
test_kept(void **state)
{
	PIX *pix = blank();
	l_int32 dark, ink_left;

	(void)state;
	draw_dots(pix, 3, 200, 50, 0);
	for (int x = 200; x < 600; x += 20)
		pixRasterop(pix, x, 100, 12, 3, PIX_CLR, NULL, 0, 0);
	for (int y = 200; y < 300; y += 8)
		draw_dots(pix, 30, 200, y, 0);
	assert_int_equal(take_out(pix, &dark, &ink_left), 0);
	assert_true(dark > 3 * 16 + 20 * 36 + 13 * 30 * 16 - 100);
	assert_true(ink_left > 1000);
}

/* Where most dots are in no row, as stains are, a row of them stays, too. */
static void
test_stained(void **state)
{
	PIX *pix = blank();
	l_int32 dark, ink_left;

	(void)state;
	draw_dots(pix, 10, 200, 100, 0);
	for (int i = 0; i < 30; i++)
		draw_dots(pix, 1, 60 + 60 * (i % 10), 200 + 60 * (i / 10), 0);
	assert_int_equal(take_out(pix, &dark, &ink_left), 0);
	assert_int_equal(dark, 40 * 4 * 4);
	assert_true(ink_left > 0);
}

/* A row of digits on an empty page stays, small as they are. */
static void
test_digits(void **state)
{
	PIX *pix = blank();
	l_int32 dark, ink_left;

	(void)state;
	for (int i = 0; i < 12; i++) {
		int x = 200 + 10 * i;

		/* A zero. */
		pixRasterop(pix, x, 100, 7, 12, PIX_CLR, NULL, 0, 0);
		for (int y = 102; y < 110; y++)
			for (int k = 2; k < 5; k++)
				pixSetPixel(pix, x + k, y, GRAY);
	}
	assert_int_equal(take_out(pix, &dark, &ink_left), 0);
	assert_int_equal(dark, 12 * (7 * 12 - 3 * 8));
	assert_true(ink_left > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_taken),
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_stained),
	    cmocka_unit_test(test_digits),
	};

	return cmocka_run_group_tests_name("leaders", tests, NULL, NULL);
}
