/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * threshold: compares the pixels of a gray image with a limit, which may follow
 * the paper around them.  For that, leptonica makes an image first in which the
 * paper is the same everywhere, and takes four times as long.  This file also
 * says how much darker than paper ink is.
 */
#include "engine/threshold.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/brick.h"
#include "engine/fours.h"
#include "engine/paper_map.h"

/* The gray that paper counts as, and how many tiles of paper are smoothed to
 * each side, as pixBackgroundNormSimple() does. */
#define PAPER 200
#define SMOOTH_X 2
#define SMOOTH_Y 1
/* Where paper is PAPER, what is darker than INK is ink; on a page of faint
 * print, what is darker than INK_FAINT. */
#define INK 160
#define INK_FAINT 180
/* Print is faint if it has this many times more ink by INK_FAINT than by INK.
 * It has strokes that are thinner than THICKEST, in pixels. */
#define FAINT 2
#define THICKEST 10

/* Returns the least value of a pixel that is not darker than gray when it is
 * multiplied by factor, in 256ths: at most 256, which no pixel has. */
static uint64_t
find_limit(l_uint32 factor, int gray)
{
	l_uint32 product = 256 * (l_uint32)gray;

	return 256 * factor <= product ? 256 : (product + factor - 1) / factor;
}

/*
 * Sets the limits of a row that is width pixels wide.  Row number y of factors
 * has a factor for each tile, in 256ths: multiplied by it, the tile's paper
 * becomes PAPER.  Without factors, all limits are gray.
 */
static void
set_limits(uint64_t *limits, PIX *factors, int y, int gray, int width)
{
	l_uint32 factor = 256;
	uint64_t limit = (uint64_t)gray;

	for (int x = 0; x < width; x++) {
		if (factors != NULL && x % PAPER_MAP_WIDTH == 0) {
			pixGetPixel(factors, x / PAPER_MAP_WIDTH, y, &factor);
			limit = find_limit(factor, gray);
		}
		if (x % FOUR == 0)
			limits[x / FOUR] = 0;
		limits[x / FOUR] |= limit << fours_shift(x);
	}
}

/* Makes each pixel of to, a row in black and white, black if the pixel of from
 * in its place is below its limit.  The row has this many fours of pixels. */
static void
compare_row(
    l_uint32 *to, const l_uint32 *from, const uint64_t *limits, int fours)
{
	l_uint32 word = 0;

	for (int i = 0; i < fours; i++) {
		word = word << FOUR |
		       fours_are_below(fours_spread(from[i]), limits[i]);
		if (i % 8 == 7)
			*to++ = word;
	}
	if (fours % 8 != 0)
		*to = word << (8 - fours % 8) * FOUR;
}

/* Makes each pixel of dark, an image in black and white, black if the pixel of
 * pix in its place is below its limit.  The limits come from set_limits();
 * limits is room for those of one row. */
static void
compare_rows(PIX *dark, PIX *pix, PIX *factors, int gray, uint64_t *limits)
{
	const l_uint32 *from = pixGetData(pix);
	l_uint32 *to = pixGetData(dark);
	int width = pixGetWidth(pix);

	for (int y = 0; y < pixGetHeight(pix); y++) {
		if (y % PAPER_MAP_HEIGHT == 0)
			set_limits(
			    limits, factors, y / PAPER_MAP_HEIGHT, gray, width);
		compare_row(to, from, limits, fours_count(width));
		to += pixGetWpl(dark);
		from += pixGetWpl(pix);
	}
	pixSetPadBits(dark, 0);
}

struct Pix *
threshold_apply(struct Pix *pix, struct Pix *factors, int gray)
{
	int width = pixGetWidth(pix);
	uint64_t *limits = calloc((size_t)fours_count(width), sizeof(*limits));
	PIX *dark =
	    limits == NULL ? NULL : pixCreate(width, pixGetHeight(pix), 1);

	if (dark != NULL) {
		pixCopyResolution(dark, pix);
		compare_rows(dark, pix, factors, gray, limits);
	}
	free(limits);
	return dark;
}

struct Pix *
threshold_factors(struct Pix *pix)
{
	PIX *paper = paper_map_make(pix);
	PIX *factors = paper == NULL ? NULL
				     : pixGetInvBackgroundMap(
					   paper, PAPER, SMOOTH_X, SMOOTH_Y);

	pixDestroy(&paper);
	return factors;
}

/* Returns how many black pixels of pix are in strokes thinner than THICKEST. */
static l_int32
count_strokes(PIX *pix)
{
	PIX *thick = brick_open(pix, THICKEST, THICKEST);
	l_int32 all = 0, in_thick = 0;

	pixCountPixels(pix, &all, NULL);
	if (thick != NULL)
		pixCountPixels(thick, &in_thick, NULL);
	pixDestroy(&thick);
	return all - in_thick;
}

struct Pix *
threshold_find_ink(struct Pix *gray)
{
	PIX *factors = threshold_factors(gray);
	PIX *ink = threshold_apply(gray, factors, INK);
	PIX *more =
	    ink == NULL ? NULL : threshold_apply(gray, factors, INK_FAINT);

	pixDestroy(&factors);
	pixDestroy(&gray);
	if (more != NULL && count_strokes(more) > FAINT * count_strokes(ink)) {
		pixDestroy(&ink);
		return more;
	}
	pixDestroy(&more);
	return ink;
}
