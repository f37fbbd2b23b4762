/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alpha: pages with transparent parts, made opaque.  Paper is white, so what is
 * transparent becomes white.  But white letters on a transparent page are meant
 * for a dark background.
 */
#include "input/alpha.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Gray levels that differ by less than this look the same. */
#define CONTRAST 32
#define GRAYS 256
/* A stroke of a letter is narrower than this, in pixels. */
#define STROKE 64
/* If at most one pixel in this many differs, the page counts as empty. */
#define SPECK 50000

/* The background that transparent parts show; OPAQUE: nothing is transparent.
 */
enum background { BLACK = 0, WHITE = 255, OPAQUE = 256 };

/* Returns value, put on background with the opacity alpha; each 0 to 255. */
static uint32_t
blend_sample(uint32_t value, uint32_t alpha, uint32_t background)
{
	return (value * alpha + background * (255 - alpha) + 127) / 255;
}

/*
 * Returns the opaque pixel that the pixel, 0xRRGGBBAA, becomes on a background.
 * With OPAQUE, only its alpha becomes 255.
 */
static uint32_t
put_on(uint32_t pixel, enum background background)
{
	uint32_t alpha = background == OPAQUE ? 255 : pixel & 0xff;
	uint32_t gray = background == OPAQUE ? 0 : (uint32_t)background;

	if (alpha == 255)
		return pixel | 0xff;
	return blend_sample(pixel >> 24, alpha, gray) << 24 |
	       blend_sample(pixel >> 16 & 0xff, alpha, gray) << 16 |
	       blend_sample(pixel >> 8 & 0xff, alpha, gray) << 8 | 0xff;
}

/*
 * Returns how bright the pixel is: green counts most, as it does for the eye.
 */
static unsigned
gray_of(uint32_t pixel)
{
	return ((pixel >> 24) * 2 + (pixel >> 16 & 0xff) * 5 +
		   (pixel >> 8 & 0xff)) /
	       8;
}

/* Whether the pixel, 0xRRGGBBAA, is more than half transparent. */
static bool
is_strong(uint32_t pixel)
{
	return (pixel & 0xff) < 128;
}

/* How many pixels of a page are transparent. */
struct cover {
	size_t pixels; /* all of them */
	size_t clear;  /* at least a little transparent */
	size_t strong; /* more than half transparent */
	size_t runs;   /* of strong pixels, in rows */
};

/*
 * Fills c: counts all pixels of pix, transparent ones, ones that are more than
 * half transparent, and how many horizontal runs these form.  From that the
 * caller chooses a background on which text can be read.
 */
static void
count_transparent(PIX *pix, struct cover *c)
{
	const uint32_t *pixel = pixGetData(pix);
	const int width = pixGetWidth(pix), height = pixGetHeight(pix);
	bool was_strong, strong;

	*c = (struct cover){.pixels = (size_t)width * (size_t)height};
	for (int y = 0; y < height; y++) {
		was_strong = false;
		for (int x = 0; x < width; x++, pixel++) {
			strong = is_strong(*pixel);
			c->clear += (*pixel & 0xff) != 255;
			c->strong += strong;
			c->runs += strong && !was_strong;
			was_strong = strong;
		}
	}
}

/*
 * Whether nearly all of n pixels are of nearly the same gray.  grays has the
 * number of pixels of each gray.
 */
static bool
is_uniform(const size_t *grays, size_t n)
{
	size_t similar = 0; /* pixels of CONTRAST grays up to gray i */

	for (int i = 0; i < GRAYS; i++) {
		similar += grays[i];
		if (i >= CONTRAST)
			similar -= grays[i - CONTRAST];
		if (n - similar <= n / SPECK)
			return true;
	}
	return false;
}

/* Sets grays to the number of pixels of each gray that pix has on background.
 */
static void
count_grays(PIX *pix, enum background background, size_t *grays)
{
	const size_t n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);
	const uint32_t *pixels = pixGetData(pix);

	memset(grays, 0, GRAYS * sizeof(*grays));
	for (size_t i = 0; i < n; i++)
		grays[gray_of(put_on(pixels[i], background))]++;
}

/*
 * Subtracts the page's margin from grays, which has the number of pixels of
 * each gray that pix has on background.  The margin is what is more than half
 * transparent from the left or the right edge on.
 */
static void
subtract_margin(PIX *pix, enum background background, size_t *grays)
{
	const int width = pixGetWidth(pix), height = pixGetHeight(pix);
	const uint32_t *row = pixGetData(pix);
	int left, right;

	for (int y = 0; y < height; y++, row += width) {
		for (left = 0; left < width && is_strong(row[left]); left++)
			grays[gray_of(put_on(row[left], background))]--;
		for (right = width; right > left && is_strong(row[right - 1]);
		     right--)
			grays[gray_of(put_on(row[right - 1], background))]--;
	}
}

/*
 * Returns a measure of how much is drawn on a page: the sum over all pixels of
 * how far their gray is from the most frequent one.  grays has the number of
 * pixels of each gray.
 */
static double
measure_ink(const size_t *grays)
{
	double sum = 0;
	int usual = 0;

	for (int i = 1; i < GRAYS; i++)
		if (grays[i] > grays[usual])
			usual = i;
	for (int i = 0; i < GRAYS; i++)
		sum += (double)grays[i] * abs(i - usual);
	return sum;
}

/*
 * Whether the parts that are more than half transparent have the shape of
 * letters: they are less than half of the page, and narrow on the average.
 */
static bool
is_like_letters(const struct cover *c)
{
	return c->strong < c->pixels / 2 && c->strong / STROKE < c->runs;
}

/* Returns the background on which more of pix can be seen. */
static enum background
choose_background(PIX *pix, const struct cover *c)
{
	size_t white[GRAYS], black[GRAYS];

	count_grays(pix, WHITE, white);
	count_grays(pix, BLACK, black);
	if (is_uniform(white, c->pixels))
		return is_uniform(black, c->pixels) ? OPAQUE : BLACK;
	/* If the letters are transparent, a white background shows only their
	 * edges.  A transparent margin tells nothing of letters. */
	subtract_margin(pix, WHITE, white);
	subtract_margin(pix, BLACK, black);
	return is_like_letters(c) && measure_ink(black) > 2 * measure_ink(white)
		   ? BLACK
		   : WHITE;
}

void
alpha_flatten(struct Pix *pix)
{
	uint32_t *pixels = pixGetData(pix);
	enum background background;
	struct cover c;

	count_transparent(pix, &c);
	if (c.clear > 0) {
		background = choose_background(pix, &c);
		for (size_t i = 0; i < c.pixels; i++)
			pixels[i] = put_on(pixels[i], background);
	}
	pixSetSpp(pix, 3);
}
