/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * paper_map: the mean gray of the paper in each tile of an image, which is what
 * is not dark nor near anything dark.  Leptonica looks at pixel after pixel;
 * here four are added at once.
 */
#include "engine/paper_map.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "engine/brick.h"
#include "engine/fours.h"
#include "engine/threshold.h"

/* A pixel darker than DARK is no paper, and neither are the pixels around it,
 * in a square with sides of NEAR pixels. */
#define DARK 60
#define NEAR 7
/* The paper of a tile has at least this many pixels. */
#define LEAST 40

/* The paper in a row of tiles, column by column, in fours. */
struct columns {
	uint64_t *grays;  /* the sum of those that are paper */
	uint64_t *counts; /* how many are paper */
	int fours;
};

/* Adds a row of pixels to c.  A bit of dark is 1 if the pixel is no paper. */
static void
add_row(struct columns *c, const l_uint32 *pixels, const l_uint32 *dark)
{
	for (int i = 0; i < c->fours; i++) {
		uint64_t is_paper =
		    FOURS_ONES -
		    fours_from_bits(dark[i / 8] >> (28 - i % 8 * FOUR));

		c->grays[i] += fours_spread(pixels[i]) & is_paper * 0xffff;
		c->counts[i] += is_paper;
	}
}

/* Returns the value for column x that is in fours. */
static l_uint32
column_value(const uint64_t *fours, int x)
{
	return fours[x / FOUR] >> fours_shift(x) & 0xffff;
}

/* Sets row number y of map to the mean grays of c. */
static void
set_tiles(PIX *map, int y, const struct columns *c, int tiles)
{
	for (int i = 0; i < tiles; i++) {
		l_uint32 sum = 0, count = 0;

		for (int x = i * PAPER_MAP_WIDTH; x < (i + 1) * PAPER_MAP_WIDTH;
		     x++) {
			sum += column_value(c->grays, x);
			count += column_value(c->counts, x);
		}
		if (count >= LEAST)
			pixSetPixel(map, i, y, sum / count);
	}
}

/* Sets the pixels of map for the whole tiles of pix, where dark is no paper.
 * Returns 0, or -1 without memory. */
static int
set_whole_tiles(PIX *map, PIX *pix, PIX *dark)
{
	struct columns c = {.fours = fours_count(pixGetWidth(pix))};
	size_t size = (size_t)c.fours * sizeof(*c.grays);
	const l_uint32 *pixels = pixGetData(pix), *bits = pixGetData(dark);
	int rc = -1;

	c.grays = malloc(size);
	c.counts = malloc(size);
	if (c.grays != NULL && c.counts != NULL)
		rc = 0;
	for (int y = 0; rc == 0 && y < pixGetHeight(pix) / PAPER_MAP_HEIGHT;
	     y++) {
		memset(c.grays, 0, size);
		memset(c.counts, 0, size);
		for (int i = 0; i < PAPER_MAP_HEIGHT; i++) {
			add_row(&c, pixels, bits);
			pixels += pixGetWpl(pix);
			bits += pixGetWpl(dark);
		}
		set_tiles(map, y, &c, pixGetWidth(pix) / PAPER_MAP_WIDTH);
	}
	free(c.grays);
	free(c.counts);
	return rc;
}

/* Returns what of pix is no paper, or NULL without memory. */
static PIX *
find_dark(PIX *pix)
{
	PIX *dark = threshold_apply(pix, NULL, DARK);
	PIX *wide = dark == NULL ? NULL : brick_dilate(dark, NEAR, NEAR);

	pixDestroy(&dark);
	return wide;
}

struct Pix *
paper_map_make(struct Pix *pix)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	PIX *dark = find_dark(pix);
	PIX *map = dark == NULL
		       ? NULL
		       : pixCreate((w + PAPER_MAP_WIDTH - 1) / PAPER_MAP_WIDTH,
			     (h + PAPER_MAP_HEIGHT - 1) / PAPER_MAP_HEIGHT, 8);

	if (map != NULL && (set_whole_tiles(map, pix, dark) == -1 ||
			       pixFillMapHoles(map, w / PAPER_MAP_WIDTH,
				   h / PAPER_MAP_HEIGHT, L_FILL_BLACK) != 0))
		pixDestroy(&map);
	pixDestroy(&dark);
	return map;
}
