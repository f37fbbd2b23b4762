/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * local_threshold: compares the pixels of a grey image with a limit that
 * follows the paper around them.  Leptonica makes an image first in which the
 * paper is the same everywhere, and then compares its pixels with one limit; it
 * takes four times as long.
 */
#include "engine/local_threshold.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

/* What pixBackgroundNormSimple() does: the size of a tile, which has one grey
 * of paper, in pixels; a grey that is no paper; how many other pixels a tile
 * has at least; the grey that paper becomes; and how many tiles are smoothed to
 * each side. */
#define TILE_WIDTH 10
#define TILE_HEIGHT 15
#define NO_PAPER 60
#define PAPER_LEAST 40
#define PAPER 200
#define SMOOTH_X 2
#define SMOOTH_Y 1

/*
 * Four pixels are compared at once.  Each has 16 bits of a word of 64, so that
 * 256 is left of 255 + limit - pixel only if the pixel is below the limit.
 */
#define PIXELS 4
#define LANES 0x0001000100010001ULL
#define BELOW (256 * LANES)

/* Returns four pixels of 8 bits, each in 16 bits. */
static l_uint64
spread(l_uint32 pixels)
{
	l_uint64 both = pixels;

	both = (both | both << 16) & 0x0000ffff0000ffffULL;
	return (both | both << 8) & 0x00ff00ff00ff00ffULL;
}

/* Returns in its lowest four bits whether each of four pixels is below its
 * limit.  The limits are those that set_limits() sets. */
static l_uint32
compare(l_uint32 pixels, l_uint64 limits)
{
	l_uint64 below = ((limits - spread(pixels)) & BELOW) >> 8;

	/* The factor adds bits 48, 32, 16 and 0 in bits 51 to 48. */
	return (l_uint32)(below * 0x0001000200040008ULL >> 48) & 0xf;
}

/* Returns the least value of a pixel that is not darker than grey when it is
 * multiplied by factor, in 256ths: at most 256, which no pixel has. */
static l_uint64
find_limit(l_uint32 factor, int grey)
{
	l_uint32 product = 256 * (l_uint32)grey;

	return 256 * factor <= product ? 256 : (product + factor - 1) / factor;
}

/*
 * Sets the limits of the pixels in row number y of map, in fours.  In map is
 * the factor of each tile, in 256ths, by which its paper becomes PAPER.
 */
static void
set_limits(l_uint64 *limits, PIX *map, int y, int grey, int width)
{
	l_uint32 factor = 0;
	l_uint64 limit = 0;

	for (int x = 0; x < width; x++) {
		if (x % TILE_WIDTH == 0) {
			pixGetPixel(map, x / TILE_WIDTH, y, &factor);
			limit = find_limit(factor, grey);
		}
		if (x % PIXELS == 0)
			limits[x / PIXELS] = 255 * LANES;
		limits[x / PIXELS] += limit << (PIXELS - 1 - x % PIXELS) * 16;
	}
}

/* Sets to, a row of words in black and white, to where the pixels of from are
 * below their limits.  Both have so many pixels. */
static void
compare_row(
    l_uint32 *to, const l_uint32 *from, const l_uint64 *limits, int width)
{
	int fours = (width + PIXELS - 1) / PIXELS;
	l_uint32 word = 0;

	for (int i = 0; i < fours; i++) {
		word = word << PIXELS | compare(from[i], limits[i]);
		if (i % 8 == 7)
			*to++ = word;
	}
	if (fours % 8 != 0)
		*to = word << (8 - fours % 8) * PIXELS;
}

/* Returns pix in black where it is below its limits, which follow from map, see
 * set_limits(); or NULL without memory. */
static PIX *
compare_with_map(PIX *pix, PIX *map, int grey)
{
	int width = pixGetWidth(pix), height = pixGetHeight(pix);
	PIX *ink = pixCreate(width, height, 1);
	const l_uint32 *from = pixGetData(pix);
	l_uint32 *to;
	l_uint64 *limits = calloc((size_t)width / PIXELS + 1, sizeof(*limits));

	if (ink == NULL || limits == NULL) {
		pixDestroy(&ink);
		free(limits);
		return NULL;
	}
	pixCopyResolution(ink, pix);
	to = pixGetData(ink);
	for (int y = 0; y < height; y++) {
		if (y % TILE_HEIGHT == 0)
			set_limits(limits, map, y / TILE_HEIGHT, grey, width);
		compare_row(to, from, limits, width);
		to += pixGetWpl(ink);
		from += pixGetWpl(pix);
	}
	pixSetPadBits(ink, 0);
	free(limits);
	return ink;
}

struct Pix *
local_threshold(struct Pix *pix, int grey)
{
	PIX *paper = NULL, *map = NULL, *ink;

	pixGetBackgroundGrayMap(
	    pix, NULL, TILE_WIDTH, TILE_HEIGHT, NO_PAPER, PAPER_LEAST, &paper);
	if (paper != NULL)
		map = pixGetInvBackgroundMap(paper, PAPER, SMOOTH_X, SMOOTH_Y);
	/* An image without paper is compared as it is. */
	ink = map == NULL ? pixThresholdToBinary(pix, grey)
			  : compare_with_map(pix, map, grey);
	pixDestroy(&paper);
	pixDestroy(&map);
	return ink;
}
