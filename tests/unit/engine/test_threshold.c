/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is darker than its surroundings is the same as leptonica finds, which
 * takes longer; so is the paper.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "fcgi-worker/engine/paper_map.h"
#include "fcgi-worker/engine/threshold.h"
#include "tests/unit/engine/same_pixels.h"

#define GRAY 160

static int
dice(int most)
{
	return rand() % (most + 1);
}

/* Returns paper that becomes darker to one side, with noise and with words of
 * any gray. */
static PIX *
draw(int width, int height, unsigned seed)
{
	PIX *pix = pixCreate(width, height, 8);

	srand(seed);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			pixSetPixel(pix, x, y,
			    (l_uint32)(70 + 180 * x / width + dice(5)));
	for (int i = 0; i < width * height / 200; i++) {
		BOX *box = boxCreate(
		    dice(width), dice(height), 1 + dice(12), 1 + dice(9));

		pixSetInRectArbitrary(pix, box, (l_uint32)dice(255));
		boxDestroy(&box);
	}
	return pix;
}

/* Compares what is found in pix with what leptonica finds.  Frees pix. */
static void
compare(PIX *pix)
{
	PIX *even = pixBackgroundNormSimple(pix, NULL, NULL);
	PIX *paper = NULL, *factors = threshold_factors(pix);

	same_pixels_check(pixThresholdToBinary(even, GRAY),
	    threshold_apply(pix, factors, GRAY));
	pixDestroy(&factors);
	same_pixels_check(
	    pixThresholdToBinary(pix, GRAY), threshold_apply(pix, NULL, GRAY));
	pixGetBackgroundGrayMap(pix, NULL, 10, 15, 60, 40, &paper);
	if (paper != NULL)
		same_pixels_check(paper, paper_map_make(pix));
	pixDestroy(&pix);
	pixDestroy(&even);
}

static void
test_same_as_leptonica(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		compare(draw(300 + i, 200 + i, (unsigned)i));
}

/* Leptonica cannot tell the paper of an image of a few tiles. */
static void
test_small_image(void **state)
{
	(void)state;
	for (int i = 1; i < 40; i++)
		compare(draw(i, 41 - i, (unsigned)i));
}

/* No paper is found on what is black, and any factor on what is nearly. */
static void
test_dark_image(void **state)
{
	(void)state;
	for (l_uint32 gray = 0; gray < 256; gray += 5) {
		PIX *pix = pixCreate(100, 100, 8);

		pixSetAllArbitrary(pix, gray);
		compare(pix);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_as_leptonica),
	    cmocka_unit_test(test_small_image),
	    cmocka_unit_test(test_dark_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
