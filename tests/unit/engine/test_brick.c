/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a rectangle makes of an image is the same as leptonica makes,
 * which takes longer.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>

#include "fcgi-worker/engine/brick.h"
#include "tests/unit/engine/same_pixels.h"

/* The sides of the rectangles that are tried. */
static const int sides[] = {1, 2, 3, 7, 12, 31, 32, 33, 45, 64, 90};

#define SIDES (sizeof(sides) / sizeof(sides[0]))

/* Returns an image with bars and specks, which dice put there. */
static PIX *
draw_dice(int width, int height, unsigned seed)
{
	PIX *pix = pixCreate(width, height, 1);

	srand(seed);
	for (int i = 0; i < 40; i++) {
		int side = rand() % 130, thickness = 1 + rand() % 14;
		bool is_level = rand() % 2 == 0;

		pixRasterop(pix, rand() % (width + 60) - 60,
		    rand() % (height + 60) - 60, is_level ? side : thickness,
		    is_level ? thickness : side,
		    rand() % 4 == 0 ? PIX_CLR : PIX_SET, NULL, 0, 0);
	}
	for (int i = 0; i < width * height / 50; i++)
		pixSetPixel(
		    pix, rand() % width, rand() % height, (l_uint32)rand() % 2);
	return pix;
}

/* Compares what rectangles of each size make of an image. */
static void
compare_all(int width, int height, unsigned seed)
{
	PIX *pix = draw_dice(width, height, seed);

	for (size_t i = 0; i < SIDES; i++)
		for (size_t j = 0; j < SIDES; j++) {
			int w = sides[i], h = sides[j];

			same_pixels_check(pixOpenBrick(NULL, pix, w, h),
			    brick_open(pix, w, h));
			same_pixels_check(pixCloseSafeBrick(NULL, pix, w, h),
			    brick_close(pix, w, h));
			if (w % 2 == 0 || h % 2 == 0 || w > 63)
				continue;
			same_pixels_check(pixDilateBrick(NULL, pix, w, h),
			    brick_dilate(pix, w, h));
		}
	pixDestroy(&pix);
}

static void
test_same_as_leptonica(void **state)
{
	(void)state;
	compare_all(300, 200, 1);
	compare_all(256, 100, 2);
	compare_all(161, 190, 3);
}

/* The rectangle may be larger than the image. */
static void
test_small_image(void **state)
{
	(void)state;
	compare_all(1, 1, 4);
	compare_all(31, 5, 5);
	compare_all(40, 120, 6);
	compare_all(100, 3, 7);
}

/* What is behind the last pixel of a row is not part of the image. */
static void
test_end_of_row(void **state)
{
	PIX *pix = pixCreate(70, 40, 1), *want = pixCreate(70, 40, 1);

	(void)state;
	pixRasterop(pix, 50, 10, 20, 20, PIX_SET, NULL, 0, 0);
	pixCopy(want, pix);
	pixSetPadBits(pix, 1);
	same_pixels_check(pixCopy(NULL, want), brick_open(pix, 5, 5));
	same_pixels_check(pixCreateTemplate(want), brick_open(pix, 21, 1));
	same_pixels_check(want, brick_close(pix, 5, 5));
	pixDestroy(&pix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_as_leptonica),
	    cmocka_unit_test(test_small_image),
	    cmocka_unit_test(test_end_of_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
