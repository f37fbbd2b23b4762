/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_samples: turns the samples of a TIFF file into the pixels of a page.
 * They come unpacked, a strip or tile at a time, from tiff_blocks.c.  libtiff's
 * own conversion, which tiff_rgba.c uses, knows the meaning of samples for the
 * usual depths only, and takes any fourth sample for alpha.
 */
#include "input/tiff_samples.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>

#include "input/tiff_blocks.h"
#include "input/tiff_sample_format.h"

#define MAX_CHANNELS 5
/* More samples a pixel than any picture has. */
#define MAX_SAMPLES 64

struct reader {
	const struct tiff_layout *layout;
	struct tiff_blocks blocks;
	uint32_t *pixels;
	size_t words; /* 32-bit words of a row of the page */
	struct tiff_sample_format_range range;
};

/*
 * Returns which channel the sample of this index belongs to: the number of a
 * color, MAX_CHANNELS - 1 for alpha, or MAX_CHANNELS for neither.
 */
static uint32_t
channel_of(const struct tiff_layout *l, uint32_t sample)
{
	static const uint32_t colors[] = {[TIFF_GRAY] = 1,
	    [TIFF_PALETTE] = 1,
	    [TIFF_RGB] = 3,
	    [TIFF_CMYK] = 4};

	if ((int)sample == l->alpha)
		return MAX_CHANNELS - 1;
	return sample < colors[l->color] ? sample : MAX_CHANNELS;
}

/* Sets the byte of pixel that belongs to channel to value, 0 to 255. */
static void
set_channel(uint32_t *pixel, uint32_t channel, uint32_t value)
{
	if (channel == MAX_CHANNELS - 1)
		channel = 3;
	*pixel = (*pixel & ~(UINT32_C(255) << (24 - 8 * channel))) |
		 value << (24 - 8 * channel);
}

/* Widens r->range so that it contains each finite sample of the block. */
static void
find_range(void *reader, const struct tiff_block *block)
{
	struct reader *r = reader;
	const struct tiff_layout *l = r->layout;
	uint64_t n = block->width * (l->is_planar ? 1U : (uint64_t)l->samples);
	double value;

	for (uint32_t y = 0; y < block->rows; y++)
		for (uint64_t i = 0; i < n; i++) {
			value = tiff_sample_format_wide(
			    l, block->bytes + (size_t)y * block->stride, i);
			if (!isfinite(value))
				continue;
			r->range.low = fmin(r->range.low, value);
			r->range.high = fmax(r->range.high, value);
		}
}

/* Returns the palette's color for sample n of row, 0xRRGGBB00. */
static uint32_t
palette_color(const struct tiff_layout *l, const unsigned char *row, uint64_t n)
{
	uint64_t i = tiff_sample_format_bits(row, n, l->bits);
	uint32_t color = 0;

	for (int c = 0; c < 3; c++)
		color |= (uint32_t)(l->palette[c][i] >> l->shift & 255)
			 << (24 - 8 * c);
	return color;
}

/*
 * Stores the samples of a row of the block into the channels of pixels.  A
 * sample that is an index into a palette sets three channels, and leaves alpha
 * as it is.
 */
static void
store_row(struct reader *r, const struct tiff_block *block,
    const unsigned char *row, uint32_t *pixels)
{
	const struct tiff_layout *l = r->layout;
	uint32_t per_pixel = l->is_planar ? 1 : l->samples, channel, value;

	for (uint32_t x = 0; x < block->width; x++)
		for (uint32_t s = 0; s < per_pixel; s++) {
			channel =
			    channel_of(l, l->is_planar ? block->plane : s);
			if (channel == MAX_CHANNELS)
				continue;
			if (l->color == TIFF_PALETTE && channel == 0) {
				pixels[x] = (pixels[x] & 255) |
					    palette_color(l, row,
						(uint64_t)x * per_pixel + s);
				continue;
			}
			value = tiff_sample_format_byte(
			    l, row, (uint64_t)x * per_pixel + s, &r->range);
			if (l->is_inverted && channel == 0)
				value = 255 - value;
			set_channel(&pixels[x], channel, value);
		}
}

/*
 * Makes the rows of block white on the page that could not be read.  A plane of
 * samples that are neither color nor alpha changes nothing.
 */
static void
blank_rows(struct reader *r, const struct tiff_block *block)
{
	const struct tiff_layout *l = r->layout;
	uint32_t channel = channel_of(l, block->plane);
	bool is_ink = l->color == TIFF_CMYK;
	uint32_t *pixels;

	if (channel == MAX_CHANNELS)
		return;
	for (uint32_t y = block->rows; y < block->height; y++) {
		pixels = r->pixels + (block->y + y) * r->words + block->x;
		for (uint32_t x = 0; x < block->width; x++)
			if (l->is_planar)
				set_channel(
				    &pixels[x], channel, is_ink ? 0 : 255);
			else
				pixels[x] = is_ink ? 0 : UINT32_MAX;
	}
}

/* Stores the samples of the block into the page, which is white where rows are
 * missing. */
static void
store_block(void *reader, const struct tiff_block *block)
{
	struct reader *r = reader;
	for (uint32_t y = 0; y < block->rows; y++)
		store_row(r, block, block->bytes + (size_t)y * block->stride,
		    r->pixels + (block->y + y) * r->words + block->x);
	blank_rows(r, block);
}

/*
 * Copies a strip of one bit a pixel into the page, where 1 is black, and which
 * is white where nothing is put on it.  Flips the bits of a file in which 0 is
 * black.
 */
static void
store_bits(void *reader, const struct tiff_block *block)
{
	struct reader *r = reader;
	unsigned char *bytes;
	size_t size = ((size_t)block->width + 7) / 8;
	unsigned char flip = r->layout->is_inverted ? 0 : 0xff;

	for (uint32_t y = 0; y < block->rows; y++) {
		bytes =
		    (unsigned char *)(r->pixels + (block->y + y) * r->words);
		for (size_t i = 0; i < size; i++)
			bytes[i] =
			    block->bytes[(size_t)y * block->stride + i] ^ flip;
	}
}

/*
 * Calls use with each block of the page.  Skips planes of samples that are
 * neither color nor alpha.  Returns 0, or -1 if the sizes of blocks make no
 * sense, or the page must be given up.
 */
static int
each_block(struct reader *r, tiff_blocks_function *use)
{
	uint16_t planes = r->layout->is_planar ? r->layout->samples : 1;
	int rc = 0;

	for (uint16_t p = 0; rc == 0 && p < planes; p++)
		if (channel_of(r->layout, p) != MAX_CHANNELS)
			rc = tiff_blocks_each(&r->blocks, p, use, r);
	return rc;
}

/*
 * Converts a pixel from the file's channels, a byte each, such as gray or CMYK,
 * to 0xRRGGBBAA.  If the colors have been multiplied by alpha, divides them by
 * it.
 */
static void
finish_pixel(const struct tiff_layout *l, uint32_t *pixel)
{
	uint32_t s[4], alpha;

	for (int i = 0; i < 4; i++)
		s[i] = *pixel >> (24 - 8 * i) & 255;
	alpha = l->alpha == -1 ? 255 : s[3];
	if (l->color == TIFF_CMYK) {
		for (int i = 0; i < 3; i++)
			s[i] = (255 - s[i]) * (255 - s[3]) / 255;
		alpha = 255;
	} else if (l->color == TIFF_GRAY) {
		s[1] = s[2] = s[0];
	}
	for (int i = 0; l->is_multiplied && alpha > 0 && i < 3; i++) {
		s[i] = s[i] * 255 / alpha;
		if (s[i] > 255)
			s[i] = 255;
	}
	*pixel = s[0] << 24 | s[1] << 16 | s[2] << 8 | alpha;
}

/*
 * Reads a page that is not just black and white into pix, which has 32 bits a
 * pixel.  r->pixels are those of pix.  Returns IMAGE_OK, or IMAGE_BROKEN if no
 * row can be read.
 */
static enum image_result
read_colors(struct reader *r, PIX *pix)
{
	const struct tiff_layout *l = r->layout;
	size_t n = (size_t)l->width * l->height;

	/*
	 * Samples of 8 bits are 0 for black to 255 for white.  Wide samples,
	 * such as floats, may use any part of their type's range, and the file
	 * does not say which.  So a page of those is read twice, first to find
	 * its least and its largest value, which become black and white.  The
	 * range has at least the following ends, so that a dark page stays
	 * dark.
	 */
	r->range.low = 0;
	r->range.high = tiff_sample_format_is_float(l) ? 1 : 255;
	if (tiff_sample_format_is_wide(l) && each_block(r, find_range) == -1)
		return IMAGE_BROKEN;
	if (each_block(r, store_block) == -1 || !r->blocks.has_rows)
		return IMAGE_BROKEN;
	for (size_t i = 0; i < n; i++)
		finish_pixel(l, &r->pixels[i]);
	pixSetSpp(pix, l->alpha == -1 ? 3 : 4);
	return IMAGE_OK;
}

/*
 * Reads a page of one bit a pixel into pix.  Returns IMAGE_OK, or IMAGE_BROKEN
 * if no row can be read.
 */
static enum image_result
read_bits(struct reader *r, PIX *pix)
{
	if (each_block(r, store_bits) == -1 || !r->blocks.has_rows)
		return IMAGE_BROKEN;
	pixEndianByteSwap(pix);
	pixSetPadBits(pix, 0);
	return IMAGE_OK;
}

/* Whether the samples have a depth that can be read. */
static bool
has_known_depth(const struct tiff_layout *l)
{
	return l->bits > 0 && l->bits <= 64 && l->samples <= MAX_SAMPLES &&
	       (!tiff_sample_format_is_float(l) || l->bits == 16 ||
		   l->bits == 24 || l->bits == 32 || l->bits == 64);
}

/* Whether a page has one bit a pixel, black and white, in strips. */
static bool
is_bilevel(TIFF *t, const struct tiff_layout *l)
{
	return l->bits == 1 && l->samples == 1 && l->color == TIFF_GRAY &&
	       !TIFFIsTiled(t);
}

enum image_result
tiff_samples_read(TIFF *t, const struct tiff_layout *l, struct Pix **out)
{
	bool bilevel = is_bilevel(t, l);
	PIX *pix = pixCreate((int)l->width, (int)l->height, bilevel ? 1 : 32);
	struct reader r = {.layout = l};
	enum image_result rc = tiff_blocks_open(&r.blocks, t, l);

	if (pix == NULL) {
		rc = IMAGE_NO_MEMORY;
	} else if (rc == IMAGE_OK && !has_known_depth(l)) {
		rc = IMAGE_BROKEN;
	} else if (rc == IMAGE_OK) {
		r.pixels = pixGetData(pix);
		r.words = (size_t)pixGetWpl(pix);
		rc = bilevel ? read_bits(&r, pix) : read_colors(&r, pix);
	}
	tiff_blocks_close(&r.blocks);
	if (rc != IMAGE_OK)
		pixDestroy(&pix);
	*out = pix;
	return rc;
}
