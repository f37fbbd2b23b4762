/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * brick: black and white images opened and closed by a rectangle.  The result
 * is leptonica's, which goes through the image once for each pixel of a side;
 * here each time covers twice as many pixels as the time before, 32 pixels at
 * once, and rows without a black pixel are left out.
 */
#include "engine/brick.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WORD 32 /* pixels in a word; the first is its highest bit */

/* An image, with white room to its right and below. */
struct grid {
	l_uint32 *words;
	bool *has_ink; /* for each row: false if it is white */
	int words_per_row, rows;
};

static l_uint32 *
row_at(const struct grid *g, int y)
{
	return g->words + (size_t)y * (size_t)g->words_per_row;
}

static void
grid_close(struct grid *g)
{
	free(g->words);
	free(g->has_ink);
}

/* Whether a row, which has this many words of 32 pixels, is not white. */
static bool
row_has_ink(const l_uint32 *row, int words)
{
	for (int i = 0; i < words; i++)
		if (row[i] != 0)
			return true;
	return false;
}

/* Copies pix into g, with room for width more pixels in each row, and for
 * height more rows.  Returns 0, or -1 without memory.  Whatever the result, end
 * with grid_close. */
static int
grid_open(struct grid *g, PIX *pix, int width, int height)
{
	int wide = pixGetWidth(pix), words = (wide + WORD - 1) / WORD;
	l_uint32 *from = pixGetData(pix);

	g->words_per_row = (wide + width + WORD - 1) / WORD;
	g->rows = pixGetHeight(pix) + height;
	g->words = calloc(
	    (size_t)g->rows * (size_t)g->words_per_row, sizeof(*g->words));
	g->has_ink = calloc((size_t)g->rows, sizeof(*g->has_ink));
	if (g->words == NULL || g->has_ink == NULL)
		return -1;
	for (int y = 0; y < pixGetHeight(pix); y++) {
		l_uint32 *to = row_at(g, y);

		memcpy(to, from + (size_t)y * (size_t)pixGetWpl(pix),
		    (size_t)words * sizeof(*to));
		/* What is behind the last pixel of a row is not defined. */
		if (wide % WORD != 0)
			to[words - 1] &= ~0U << (WORD - wide % WORD);
		g->has_ink[y] = row_has_ink(to, words);
	}
	return 0;
}

/* left and right are neighboring words of a row.  Returns the 32 pixels that
 * begin shift pixels, 0 to 32, to the right of the first pixel of left. */
static l_uint32
pixels_at(l_uint32 left, l_uint32 right, int shift)
{
	return (l_uint32)(((l_uint64)left << WORD | right) >> (WORD - shift));
}

/*
 * Returns a part of g as an image with the size and resolution of like.  The
 * part begins at the pixel left, top and lies within g; left is less than 32.
 * Returns NULL without memory.
 */
static PIX *
grid_image(const struct grid *g, int left, int top, PIX *like)
{
	PIX *pix = pixCreateTemplate(like);
	int words = (pixGetWidth(like) + WORD - 1) / WORD;
	l_uint32 *to = pix == NULL ? NULL : pixGetData(pix);

	for (int y = 0; to != NULL && y < pixGetHeight(like); y++) {
		const l_uint32 *from = row_at(g, top + y);

		for (int i = 0; g->has_ink[top + y] && i < words; i++)
			to[i] = pixels_at(from[i],
			    i + 1 < g->words_per_row ? from[i + 1] : 0, left);
		to += pixGetWpl(pix);
	}
	if (pix != NULL)
		pixSetPadBits(pix, 0);
	return pix;
}

/* Makes each pixel of the row black if the one that is distance to its left is
 * black. */
static void
spread_right(l_uint32 *row, int words, int distance)
{
	int skipped = distance / WORD, shift = distance % WORD;

	/* In place, from the right: what is read has not changed yet. */
	for (int i = words - 1; i > skipped; i--)
		row[i] |= pixels_at(
		    row[i - skipped - 1], row[i - skipped], WORD - shift);
	if (skipped < words)
		row[skipped] |= row[0] >> shift;
}

/* Makes each pixel of the row white if the one that is distance to its right is
 * white, or beyond the row.  Returns whether a black one is left. */
static bool
shrink_left(l_uint32 *row, int words, int distance)
{
	int skipped = distance / WORD, shift = distance % WORD, i = 0;
	l_uint32 left = 0;

	if (skipped >= words) {
		memset(row, 0, (size_t)words * sizeof(*row));
		return false;
	}
	for (; i < words - skipped - 1; i++) {
		row[i] &=
		    pixels_at(row[i + skipped], row[i + skipped + 1], shift);
		left |= row[i];
	}
	row[i] &= row[words - 1] << shift;
	left |= row[i];
	memset(row + i + 1, 0, (size_t)skipped * sizeof(*row));
	return left != 0;
}

/* A row of length pixels is covered in steps; the number covered says how many
 * are already.  Returns how many the next step adds: as many again, but no more
 * than are left. */
static int
next_step(int covered, int length)
{
	return covered < length - covered ? covered : length - covered;
}

/* Makes each pixel of g black if it or one of the width - 1 pixels to its left
 * is black. */
static void
dilate_rows(struct grid *g, int width)
{
	for (int y = 0; y < g->rows; y++)
		for (int n = 1, step; g->has_ink[y] && n < width; n += step) {
			step = next_step(n, width);
			spread_right(row_at(g, y), g->words_per_row, step);
		}
}

/* Makes each pixel of g white unless it and the width - 1 pixels to its right
 * are black. */
static void
erode_rows(struct grid *g, int width)
{
	for (int y = 0; y < g->rows; y++)
		for (int n = 1, step; g->has_ink[y] && n < width; n += step) {
			step = next_step(n, width);
			g->has_ink[y] =
			    shrink_left(row_at(g, y), g->words_per_row, step);
		}
}

/* Does with columns of height pixels what dilate_rows() does with rows. */
static void
dilate_columns(struct grid *g, int height)
{
	for (int n = 1, step; n < height; n += step) {
		step = next_step(n, height);
		for (int y = g->rows - 1; y >= step; y--) {
			l_uint32 *to = row_at(g, y);
			const l_uint32 *from = row_at(g, y - step);

			if (!g->has_ink[y - step])
				continue;
			for (int i = 0; i < g->words_per_row; i++)
				to[i] |= from[i];
			g->has_ink[y] = true;
		}
	}
}

/* Makes each pixel of row white unless it is black in other, too.  Returns
 * whether a black one is left. */
static bool
keep_common(l_uint32 *row, const l_uint32 *other, int words)
{
	l_uint32 left = 0;

	for (int i = 0; i < words; i++)
		left |= row[i] &= other[i];
	return left != 0;
}

/* Does with columns of height pixels what erode_rows() does with rows. */
static void
erode_columns(struct grid *g, int height)
{
	size_t size = (size_t)g->words_per_row * sizeof(*g->words);

	for (int n = 1, step; n < height; n += step) {
		step = next_step(n, height);
		for (int y = 0; y < g->rows; y++) {
			int other = y + step;

			if (!g->has_ink[y])
				continue;
			if (other < g->rows && g->has_ink[other]) {
				g->has_ink[y] = keep_common(row_at(g, y),
				    row_at(g, other), g->words_per_row);
			} else {
				memset(row_at(g, y), 0, size);
				g->has_ink[y] = false;
			}
		}
	}
}

struct Pix *
brick_open(struct Pix *pix, int width, int height)
{
	struct grid g;
	PIX *open = NULL;

	/* A rectangle that reaches out of the image is not black. */
	if (grid_open(&g, pix, 0, 0) == 0) {
		erode_columns(&g, height);
		erode_rows(&g, width);
		dilate_rows(&g, width);
		dilate_columns(&g, height);
		open = grid_image(&g, 0, 0, pix);
	}
	grid_close(&g);
	return open;
}

struct Pix *
brick_close(struct Pix *pix, int width, int height)
{
	struct grid g;
	PIX *closed = NULL;

	if (grid_open(&g, pix, width, height) == 0) {
		dilate_rows(&g, width);
		dilate_columns(&g, height);
		erode_columns(&g, height);
		erode_rows(&g, width);
		closed = grid_image(&g, 0, 0, pix);
	}
	grid_close(&g);
	return closed;
}

struct Pix *
brick_dilate(struct Pix *pix, int width, int height)
{
	struct grid g;
	PIX *wide = NULL;

	if (grid_open(&g, pix, width / 2, height / 2) == 0) {
		dilate_rows(&g, width);
		dilate_columns(&g, height);
		/* Ink went to the right and down only. */
		wide = grid_image(&g, width / 2, height / 2, pix);
	}
	grid_close(&g);
	return wide;
}
