/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_unpack: makes a page of a TIFF file from its samples.  libtiff unpacks
 * strips and tiles, but knows the meaning of their bits for the usual depths
 * only, and takes any fourth sample for alpha.
 */
#include "input/tiff_unpack.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/jpeg_gaps.h"
#include "input/tiff_memory.h"
#include "input/tiff_sample_format.h"

#define MAX_CHANNELS 5
/* More samples a pixel than any picture has. */
#define MAX_SAMPLES 64
/*
 * The largest strip or tile that is read.  No page within the limits has a
 * larger one.
 */
#define MAX_BLOCK ((size_t)1 << 30)
/*
 * A page that lacks more bytes is given up.  Hardly anything is left of it, and
 * each byte that is missing takes time.
 */
#define MAX_LACKING ((size_t)1 << 28)

/* A strip or tile: where it is on the page, and its samples. */
struct block {
	uint32_t x, y, width, height;
	uint32_t across; /* stored pixels of a row; a tile may have more */
	uint16_t plane;
	const unsigned char *bytes;
	size_t stride; /* bytes of a row */
};

struct reader {
	TIFF *tiff;
	const struct tiff_layout *layout;
	unsigned char *buffer;
	size_t size; /* of the buffer */
	int filler;  /* bytes that libtiff leaves, or sets, where data lack */
	uint32_t *pixels;
	size_t words; /* 32-bit words of a row of the page */
	struct tiff_sample_format_range range;
	size_t lacking; /* size of the blocks that lack rows, packed and not */
	bool has_rows;	/* some row could be read */
};

typedef void block_function(struct reader *, const struct block *);

/*
 * Returns which channel of a pixel sample belongs to: the number of a colour,
 * MAX_CHANNELS - 1 for alpha, or MAX_CHANNELS for neither.
 */
static uint32_t
channel_of(const struct tiff_layout *l, uint32_t sample)
{
	static const uint32_t colors[] = {[TIFF_GREY] = 1,
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
find_range(struct reader *r, const struct block *block)
{
	const struct tiff_layout *l = r->layout;
	uint64_t n = block->width * (l->is_planar ? 1U : (uint64_t)l->samples);
	double value;

	for (uint32_t y = 0; y < block->height; y++)
		for (uint64_t i = 0; i < n; i++) {
			value = tiff_sample_format_wide(
			    l, block->bytes + (size_t)y * block->stride, i);
			if (!isfinite(value))
				continue;
			r->range.low = fmin(r->range.low, value);
			r->range.high = fmax(r->range.high, value);
		}
}

/* Returns the palette's colour for sample n of row, 0xRRGGBB00. */
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
store_row(struct reader *r, const struct block *block, const unsigned char *row,
    uint32_t *pixels)
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

/* Stores the samples of the block into the page. */
static void
store_block(struct reader *r, const struct block *block)
{
	for (uint32_t y = 0; y < block->height; y++)
		store_row(r, block, block->bytes + (size_t)y * block->stride,
		    r->pixels + (block->y + y) * r->words + block->x);
}

/*
 * Copies a strip of one bit a pixel into the page, where 1 is black.  Flips the
 * bits of a file in which 0 is black.
 */
static void
store_bits(struct reader *r, const struct block *block)
{
	unsigned char *bytes;
	size_t size = ((size_t)block->width + 7) / 8;
	unsigned char flip = r->layout->is_inverted ? 0 : 0xff;

	for (uint32_t y = 0; y < block->height; y++) {
		bytes =
		    (unsigned char *)(r->pixels + (block->y + y) * r->words);
		for (size_t i = 0; i < size; i++)
			bytes[i] =
			    block->bytes[(size_t)y * block->stride + i] ^ flip;
	}
}

/* Returns the file that is read. */
static struct tiff_memory *
memory_of(const struct reader *r)
{
	return TIFFClientdata(r->tiff);
}

/*
 * Unpacks what the file has of block number n, of which libtiff kept nothing
 * since the file ends within it, since its rows are not compressed and some are
 * missing, or since it is compressed by zlib and damaged.  Returns how many
 * bytes of r->buffer may have been filled; those that were not are r->filler.
 */
static size_t
unpack_rest(struct reader *r, uint32_t n)
{
	const struct bytes *file = &memory_of(r)->bytes;
	uint64_t offset = TIFFGetStrileOffset(r->tiff, n);
	uint64_t size = TIFFGetStrileByteCount(r->tiff, n);
	uint16_t packing =
	    tiff_layout_get(r->tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
	bool is_packed = packing != COMPRESSION_NONE;
	unsigned char *copy;
	size_t room;

	if (offset >= file->size)
		return 0;
	size = size < file->size - offset ? size : file->size - offset;
	room = is_packed ? (size_t)size : r->size;
	size = size < room ? size : room;
	copy = size == 0 ? NULL : calloc(1, room);
	if (copy == NULL)
		return 0;
	/* All blocks may name the same bytes of a large file. */
	r->lacking += room;
	memcpy(copy, file->data + offset, (size_t)size);
	memset(r->buffer, r->filler, r->size);
	/* libtiff prefers libdeflate, which keeps nothing of damaged data. */
	if (packing == COMPRESSION_ADOBE_DEFLATE ||
	    packing == COMPRESSION_DEFLATE)
		TIFFSetField(
		    r->tiff, TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB);
	TIFFReadFromUserBuffer(
	    r->tiff, n, copy, (tmsize_t)room, r->buffer, (tmsize_t)r->size);
	free(copy);
	return is_packed ? r->size : (size_t)size;
}

/*
 * Returns how many of the first size bytes of r->buffer were unpacked before
 * libtiff stopped with an error, or lacked data: the bytes that follow them are
 * all r->filler, or all 0 where libtiff has cleared what it could not fill.
 */
static size_t
unpacked_size(const struct reader *r, size_t size)
{
	unsigned char last = size > 0 ? r->buffer[size - 1] : 0;

	if (last != 0 && last != r->filler)
		return size;
	while (size > 0 && r->buffer[size - 1] == last)
		size--;
	return size;
}

/*
 * Returns how many rows of block are in size bytes.  With is_partial, a part of
 * a row at the end counts as a row.
 */
static uint32_t
rows_of(const struct block *block, size_t size, bool is_partial)
{
	size_t stride = block->stride;
	size_t rows = stride == 0 ? 0 : size / stride;

	if (is_partial && stride > 0 && size % stride > 0)
		rows++;
	return rows < block->height ? (uint32_t)rows : block->height;
}

/*
 * Unpacks block number n into r->buffer.  Returns how many of its rows could be
 * read.
 */
static uint32_t
unpack_rows(struct reader *r, uint32_t n, const struct block *block)
{
	tmsize_t size = (tmsize_t)r->size;
	unsigned gaps = jpeg_gaps_count();
	size_t rest;

	memset(r->buffer, r->filler, r->size);
	size = TIFFIsTiled(r->tiff)
		   ? TIFFReadEncodedTile(r->tiff, n, r->buffer, size)
		   : TIFFReadEncodedStrip(r->tiff, n, r->buffer, size);
	if (size >= 0 && jpeg_gaps_count() == gaps)
		return rows_of(block, (size_t)size, false);
	memory_of(r)->complaints++;
	rest = unpacked_size(r, r->size);
	if (rest == 0)
		rest = unpacked_size(r, unpack_rest(r, n));
	return rows_of(block, rest, true);
}

/*
 * Makes block white on the page, from that row of the block to its end.  A
 * plane of samples that are neither colour nor alpha changes nothing.
 */
static void
blank_rows(struct reader *r, const struct block *block, uint32_t row)
{
	const struct tiff_layout *l = r->layout;
	uint32_t channel = channel_of(l, block->plane);
	bool is_ink = l->color == TIFF_CMYK;
	uint32_t *pixels;

	if (channel == MAX_CHANNELS)
		return;
	for (uint32_t y = row; y < block->height; y++) {
		pixels = r->pixels + (block->y + y) * r->words + block->x;
		for (uint32_t x = 0; x < block->width; x++)
			if (l->is_planar)
				set_channel(
				    &pixels[x], channel, is_ink ? 0 : 255);
			else
				pixels[x] = is_ink ? 0 : UINT32_MAX;
	}
}

/*
 * Notes that rows of a block are missing.  Returns 0, or -1 if the page must be
 * given up: memory is short, or so much is missing that the search for the rest
 * would only take time.
 */
static int
note_loss(struct reader *r)
{
	memory_of(r)->complaints++;
	r->lacking += r->size;
	return errno == ENOMEM || r->lacking > MAX_LACKING ? -1 : 0;
}

/*
 * Unpacks block number n and calls use with those of its rows that can be read.
 * The caller has set in block where it is on the page.  Returns 0, or -1 if the
 * page must be given up.
 */
static int
unpack_block(
    struct reader *r, uint32_t n, struct block *block, block_function *use)
{
	uint32_t whole = block->height, rows = unpack_rows(r, n, block);

	if (rows < whole && note_loss(r) == -1)
		return -1;
	block->bytes = r->buffer;
	block->height = rows;
	r->has_rows |= rows > 0;
	use(r, block);
	block->height = whole;
	/* A page of bits is white where nothing is put on it. */
	if (rows < whole && use == store_block)
		blank_rows(r, block, rows);
	return 0;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/*
 * Calls use with each strip of plane.  Returns 0, or -1 if the number of rows
 * of a strip makes no sense, or the page must be given up.
 */
static int
each_strip(struct reader *r, uint16_t plane, block_function *use)
{
	const struct tiff_layout *l = r->layout;
	struct block block = {
	    .width = l->width, .across = l->width, .plane = plane};
	uint32_t rows = l->height;

	TIFFGetFieldDefaulted(r->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
	if (rows == 0)
		return -1;
	block.stride = (size_t)TIFFScanlineSize(r->tiff);
	for (; block.y < l->height; block.y += block.height) {
		block.height = least(rows, l->height - block.y);
		if (unpack_block(r, TIFFComputeStrip(r->tiff, block.y, plane),
			&block, use) == -1)
			return -1;
	}
	return 0;
}

/*
 * Calls use with each tile of plane.  Returns 0, or -1 if the sizes of tiles
 * make no sense, or the page must be given up.
 */
static int
each_tile(struct reader *r, uint16_t plane, block_function *use)
{
	const struct tiff_layout *l = r->layout;
	struct block block = {.plane = plane};
	uint32_t rows = 0;

	TIFFGetField(r->tiff, TIFFTAG_TILEWIDTH, &block.across);
	TIFFGetField(r->tiff, TIFFTAG_TILELENGTH, &rows);
	if (block.across == 0 || rows == 0)
		return -1;
	block.stride = (size_t)TIFFTileRowSize(r->tiff);
	for (; block.y < l->height; block.y += block.height) {
		block.height = least(rows, l->height - block.y);
		for (block.x = 0; block.x < l->width; block.x += block.width) {
			block.width = least(block.across, l->width - block.x);
			if (unpack_block(r,
				TIFFComputeTile(
				    r->tiff, block.x, block.y, 0, plane),
				&block, use) == -1)
				return -1;
		}
	}
	return 0;
}

/*
 * Calls use with each block of the page.  Skips planes of samples that are
 * neither colour nor alpha.  Returns 0, or -1 if the sizes of blocks make no
 * sense, or the page must be given up.
 */
static int
each_block(struct reader *r, block_function *use)
{
	uint16_t planes = r->layout->is_planar ? r->layout->samples : 1;
	int rc = 0;

	for (uint16_t p = 0; rc == 0 && p < planes; p++) {
		if (channel_of(r->layout, p) == MAX_CHANNELS)
			continue;
		rc = TIFFIsTiled(r->tiff) ? each_tile(r, p, use)
					  : each_strip(r, p, use);
	}
	return rc;
}

/*
 * Whether the samples have a depth that can be read, and the rows that libtiff
 * unpacks are as long as the layout needs and fit into the buffer.
 */
static bool
is_sound(const struct reader *r)
{
	const struct tiff_layout *l = r->layout;
	uint32_t across = l->width;
	uint64_t bits, stride;

	if (TIFFIsTiled(r->tiff))
		TIFFGetField(r->tiff, TIFFTAG_TILEWIDTH, &across);
	bits = (uint64_t)across * l->bits * (l->is_planar ? 1 : l->samples);
	stride = (uint64_t)(TIFFIsTiled(r->tiff) ? TIFFTileRowSize(r->tiff)
						 : TIFFScanlineSize(r->tiff));
	return l->bits > 0 && l->bits <= 64 && l->samples <= MAX_SAMPLES &&
	       (!tiff_sample_format_is_float(l) || l->bits == 16 ||
		   l->bits == 24 || l->bits == 32 || l->bits == 64) &&
	       stride > 0 && stride >= (bits + 7) / 8 && r->size >= stride;
}

/*
 * Converts a pixel from the file's channels, a byte each, such as grey or CMYK,
 * to 0xRRGGBBAA.  If the colours have been multiplied by alpha, divides them by
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
	} else if (l->color == TIFF_GREY) {
		s[1] = s[2] = s[0];
	}
	for (int i = 0; l->is_multiplied && alpha > 0 && i < 3; i++)
		s[i] = least(s[i] * 255 / alpha, 255);
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
	if (each_block(r, store_block) == -1 || !r->has_rows)
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
	if (each_block(r, store_bits) == -1 || !r->has_rows)
		return IMAGE_BROKEN;
	pixEndianByteSwap(pix);
	pixSetPadBits(pix, 0);
	return IMAGE_OK;
}

/* Whether a page has one bit a pixel, black and white, in strips. */
static bool
is_bilevel(TIFF *t, const struct tiff_layout *l)
{
	return l->bits == 1 && l->samples == 1 && l->color == TIFF_GREY &&
	       !TIFFIsTiled(t);
}

/*
 * Returns the byte that is where data lack: 0, as the buffer is before libtiff
 * fills it; or of a JPEG the grey that libjpeg makes.
 */
static int
find_filler(TIFF *t)
{
	return tiff_layout_get(t, TIFFTAG_COMPRESSION, COMPRESSION_NONE) ==
		       COMPRESSION_JPEG
		   ? 128
		   : 0;
}

enum image_result
tiff_unpack_read(TIFF *t, const struct tiff_layout *l, struct Pix **out)
{
	bool bilevel = is_bilevel(t, l);
	PIX *pix = pixCreate((int)l->width, (int)l->height, bilevel ? 1 : 32);
	struct reader r = {.tiff = t, .layout = l, .filler = find_filler(t)};
	tmsize_t size = TIFFIsTiled(t) ? TIFFTileSize(t) : TIFFStripSize(t);
	enum image_result rc;

	/*
	 * Size 0 stands for a block that is too large, which is_sound()
	 * refuses.
	 */
	r.size = size > 0 && (size_t)size <= MAX_BLOCK ? (size_t)size : 0;
	r.buffer = malloc(r.size + 1);
	if (pix == NULL || r.buffer == NULL) {
		rc = IMAGE_NO_MEMORY;
	} else if (!is_sound(&r)) {
		rc = IMAGE_BROKEN;
	} else {
		r.pixels = pixGetData(pix);
		r.words = (size_t)pixGetWpl(pix);
		rc = bilevel ? read_bits(&r, pix) : read_colors(&r, pix);
	}
	free(r.buffer);
	if (rc != IMAGE_OK)
		pixDestroy(&pix);
	*out = pix;
	return rc;
}
