/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alpha: pages with transparent parts, made opaque.  Paper is white, so what is
 * transparent becomes white; but white letters on nothing are meant for a dark
 * background.
 */
#include "input/alpha.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

/* Grey levels that are apart by less cannot be told from each other. */
#define CONTRAST 32
/* Of so many pixels one may differ without being anything. */
#define SPECK 50000

/* What a transparent part lets through; OPAQUE: nothing is transparent. */
enum background { BLACK = 0, WHITE = 255, OPAQUE = 256 };

static uint32_t
blend(uint32_t value, uint32_t alpha, uint32_t background)
{
	return (value * alpha + background * (255 - alpha) + 127) / 255;
}

/* The pixel, 0xRRGGBBAA, on a background; its alpha becomes 255. */
static uint32_t
put_on(uint32_t pixel, enum background background)
{
	uint32_t alpha = background == OPAQUE ? 255 : pixel & 0xff;
	uint32_t back = background == OPAQUE ? 0 : (uint32_t)background;

	if (alpha == 255)
		return pixel | 0xff;
	return blend(pixel >> 24, alpha, back) << 24 |
	       blend(pixel >> 16 & 0xff, alpha, back) << 16 |
	       blend(pixel >> 8 & 0xff, alpha, back) << 8 | 0xff;
}

static unsigned
grey_of(uint32_t pixel)
{
	return ((pixel >> 24) * 2 + (pixel >> 16 & 0xff) * 5 +
		   (pixel >> 8 & 0xff)) /
	       8;
}

static bool
is_opaque(PIX *pix)
{
	const size_t n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);
	const uint32_t *pixels = pixGetData(pix);

	for (size_t i = 0; i < n; i++)
		if ((pixels[i] & 0xff) != 255)
			return false;
	return true;
}

/* Whether nearly all of n pixels are of nearly the same grey. */
static bool
is_uniform(const size_t *greys, size_t n)
{
	size_t within = 0;

	for (int i = 0; i < 256; i++) {
		within += greys[i];
		if (i >= CONTRAST)
			within -= greys[i - CONTRAST];
		if (n - within <= n / SPECK)
			return true;
	}
	return false;
}

/* Whether there is nothing to see of pix on the background. */
static bool
is_blank(PIX *pix, enum background background)
{
	const size_t n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);
	const uint32_t *pixels = pixGetData(pix);
	size_t greys[256] = {0};

	for (size_t i = 0; i < n; i++)
		greys[grey_of(put_on(pixels[i], background))]++;
	return is_uniform(greys, n);
}

void
alpha_flatten(struct Pix *pix)
{
	const size_t n = (size_t)pixGetWidth(pix) * (size_t)pixGetHeight(pix);
	uint32_t *pixels = pixGetData(pix);
	enum background background = WHITE;

	if (!is_opaque(pix)) {
		if (is_blank(pix, WHITE))
			background = is_blank(pix, BLACK) ? OPAQUE : BLACK;
		for (size_t i = 0; i < n; i++)
			pixels[i] = put_on(pixels[i], background);
	}
	pixSetSpp(pix, 3);
}
