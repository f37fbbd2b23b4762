/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_blocks: the strips or tiles of a page of a TIFF file.  It knows how they
 * are packed and what is left of damaged ones.  What their samples mean is
 * known in tiff_samples.c; tiff_rgba.c leaves both to libtiff's own conversion.
 */
#include "input/tiff_blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input/jpeg_gaps.h"
#include "input/tiff_memory.h"
#include "input/tiff_rest.h"

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

/* What is called for each block. */
struct visit {
	tiff_blocks_function *use;
	void *context;
};

/* Returns the file that is read. */
static struct tiff_memory *
memory_of(const struct tiff_blocks *b)
{
	return TIFFClientdata(b->tiff);
}

/*
 * Returns how many of the first size bytes of b->buffer were unpacked before
 * libtiff stopped with an error, or lacked data: the bytes that follow them are
 * all b->filler, or all 0 where libtiff has cleared what it could not fill.
 */
static size_t
unpacked_size(const struct tiff_blocks *b, size_t size)
{
	unsigned char last = size > 0 ? b->buffer[size - 1] : 0;

	if (last != 0 && last != b->filler)
		return size;
	while (size > 0 && b->buffer[size - 1] == last)
		size--;
	return size;
}

/*
 * Returns how many rows of block are in size bytes.  If is_partial, a part of a
 * row at the end counts as a row.
 */
static uint32_t
rows_of(const struct tiff_block *block, size_t size, bool is_partial)
{
	size_t stride = block->stride;
	size_t rows = stride == 0 ? 0 : size / stride;

	if (is_partial && stride > 0 && size % stride > 0)
		rows++;
	return rows < block->height ? (uint32_t)rows : block->height;
}

/*
 * Unpacks block number n into b->buffer.  Returns how many of its rows could be
 * read.
 */
static uint32_t
unpack_rows(struct tiff_blocks *b, uint32_t n, const struct tiff_block *block)
{
	tmsize_t size = (tmsize_t)b->size;
	unsigned gaps = jpeg_gaps_count();
	size_t rest;

	memset(b->buffer, b->filler, b->size);
	size = TIFFIsTiled(b->tiff)
		   ? TIFFReadEncodedTile(b->tiff, n, b->buffer, size)
		   : TIFFReadEncodedStrip(b->tiff, n, b->buffer, size);
	if (size >= 0 && jpeg_gaps_count() == gaps)
		return rows_of(block, (size_t)size, false);
	memory_of(b)->complaints++;
	rest = unpacked_size(b, b->size);
	if (rest == 0) {
		memset(b->buffer, b->filler, b->size);
		rest = unpacked_size(b, tiff_rest_unpack(b->tiff, n, b->buffer,
					    b->size, &b->lacking));
	}
	return rows_of(block, rest, true);
}

/*
 * Notes that rows of a block are missing.  Returns 0, or -1 if the page must be
 * given up: memory is short, or so much is missing that the search for the rest
 * would only take time.
 */
static int
note_loss(struct tiff_blocks *b)
{
	memory_of(b)->complaints++;
	b->lacking += b->size;
	return errno == ENOMEM || b->lacking > MAX_LACKING ? -1 : 0;
}

/*
 * Unpacks block number n and shows it to the visitor.  The caller has set in
 * block where it is on the page.  Returns 0, or -1 if the page must be given
 * up.
 */
static int
unpack_block(struct tiff_blocks *b, uint32_t n, struct tiff_block *block,
    const struct visit *visit)
{
	block->rows = unpack_rows(b, n, block);
	if (block->rows < block->height && note_loss(b) == -1)
		return -1;
	block->bytes = b->buffer;
	b->has_rows |= block->rows > 0;
	visit->use(visit->context, block);
	return 0;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/*
 * Shows the visitor each strip of plane.  Returns 0, or -1 if the number of
 * rows of a strip makes no sense, or the page must be given up.
 */
static int
each_strip(struct tiff_blocks *b, uint16_t plane, const struct visit *visit)
{
	const struct tiff_layout *l = b->layout;
	struct tiff_block block = {.width = l->width, .plane = plane};
	uint32_t rows = l->height;

	TIFFGetFieldDefaulted(b->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
	if (rows == 0)
		return -1;
	block.stride = (size_t)TIFFScanlineSize(b->tiff);
	for (; block.y < l->height; block.y += block.height) {
		block.height = least(rows, l->height - block.y);
		if (unpack_block(b, TIFFComputeStrip(b->tiff, block.y, plane),
			&block, visit) == -1)
			return -1;
	}
	return 0;
}

/*
 * Shows the visitor each tile of plane.  Returns 0, or -1 if the sizes of tiles
 * make no sense, or the page must be given up.
 */
static int
each_tile(struct tiff_blocks *b, uint16_t plane, const struct visit *visit)
{
	const struct tiff_layout *l = b->layout;
	struct tiff_block block = {.plane = plane};
	/* Of a tile; at the edges of the page, not all of it is on the page. */
	uint32_t width = 0, rows = 0;

	TIFFGetField(b->tiff, TIFFTAG_TILEWIDTH, &width);
	TIFFGetField(b->tiff, TIFFTAG_TILELENGTH, &rows);
	if (width == 0 || rows == 0)
		return -1;
	block.stride = (size_t)TIFFTileRowSize(b->tiff);
	for (; block.y < l->height; block.y += block.height) {
		block.height = least(rows, l->height - block.y);
		for (block.x = 0; block.x < l->width; block.x += block.width) {
			block.width = least(width, l->width - block.x);
			if (unpack_block(b,
				TIFFComputeTile(
				    b->tiff, block.x, block.y, 0, plane),
				&block, visit) == -1)
				return -1;
		}
	}
	return 0;
}

int
tiff_blocks_each(struct tiff_blocks *b, uint16_t plane,
    tiff_blocks_function *use, void *context)
{
	const struct visit visit = {use, context};

	return TIFFIsTiled(b->tiff) ? each_tile(b, plane, &visit)
				    : each_strip(b, plane, &visit);
}

/*
 * Whether the rows that libtiff unpacks are as long as the layout needs and fit
 * into the buffer.
 */
static bool
has_whole_rows(const struct tiff_blocks *b)
{
	const struct tiff_layout *l = b->layout;
	uint32_t across = l->width;
	uint64_t bits, stride;

	if (TIFFIsTiled(b->tiff))
		TIFFGetField(b->tiff, TIFFTAG_TILEWIDTH, &across);
	bits = (uint64_t)across * l->bits * (l->is_planar ? 1 : l->samples);
	stride = (uint64_t)(TIFFIsTiled(b->tiff) ? TIFFTileRowSize(b->tiff)
						 : TIFFScanlineSize(b->tiff));
	return stride > 0 && stride >= (bits + 7) / 8 && b->size >= stride;
}

/*
 * Returns the byte that is where data lack: 0, as the buffer is before libtiff
 * fills it; or of a JPEG the gray that libjpeg makes.
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
tiff_blocks_open(
    struct tiff_blocks *b, TIFF *t, const struct tiff_layout *layout)
{
	tmsize_t size = TIFFIsTiled(t) ? TIFFTileSize(t) : TIFFStripSize(t);

	*b = (struct tiff_blocks){
	    .tiff = t, .layout = layout, .filler = find_filler(t)};
	/*
	 * Size 0 stands for a block that is too large, which has_whole_rows()
	 * refuses.
	 */
	b->size = size > 0 && (size_t)size <= MAX_BLOCK ? (size_t)size : 0;
	b->buffer = malloc(b->size + 1);
	if (b->buffer == NULL)
		return IMAGE_NO_MEMORY;
	return has_whole_rows(b) ? IMAGE_OK : IMAGE_BROKEN;
}

void
tiff_blocks_close(struct tiff_blocks *b)
{
	free(b->buffer);
}
