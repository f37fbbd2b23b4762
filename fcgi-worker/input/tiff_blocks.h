/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_blocks: the strips or tiles of a page of a TIFF file, as libtiff unpacks
 * them; of damaged ones, the rows that are left.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_BLOCKS_H
#define FCGI_WORKER_INPUT_TIFF_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tiffio.h>

#include "input/image.h"
#include "input/tiff_layout.h"

/* A strip or tile: where it is on the page, and its samples. */
struct tiff_block {
	uint32_t x, y, width, height;
	uint32_t rows; /* of its height, those that could be read */
	uint16_t plane;
	const unsigned char *bytes; /* valid until the next block */
	size_t stride;		    /* bytes of a row */
};

/* All members but has_rows are of tiff_blocks alone. */
struct tiff_blocks {
	TIFF *tiff;
	const struct tiff_layout *layout;
	unsigned char *buffer;
	size_t size; /* of the buffer */
	int filler;  /* bytes that libtiff leaves, or sets, where data lack */
	size_t lacking; /* size of the blocks that lack rows, packed and not */
	bool has_rows;	/* some row could be read */
};

typedef void tiff_blocks_function(void *context, const struct tiff_block *);

/*
 * Prepares b for the current directory of t, whose samples layout describes;
 * both are borrowed.  Returns IMAGE_OK; IMAGE_BROKEN if the rows that libtiff
 * unpacks are shorter than the layout needs, or a block is too large; or
 * IMAGE_NO_MEMORY.  The caller ends with tiff_blocks_close in each case.
 */
enum image_result tiff_blocks_open(
    struct tiff_blocks *b, TIFF *t, const struct tiff_layout *layout);

/* Frees what b holds. */
void tiff_blocks_close(struct tiff_blocks *b);

/*
 * Calls use with each block of plane; a page whose samples are not in planes
 * has plane 0 alone.  Rows that are missing count as complaints in the
 * tiff_memory of the file.  Returns 0; or -1 if the sizes of blocks make no
 * sense, memory is short, or too much is missing.
 */
int tiff_blocks_each(struct tiff_blocks *b, uint16_t plane,
    tiff_blocks_function *use, void *context);

#endif
