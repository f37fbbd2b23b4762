/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_layout: what the directory of a TIFF page says of its samples.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_LAYOUT_H
#define FCGI_WORKER_INPUT_TIFF_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <tiffio.h>

/* How samples make a pixel. */
enum tiff_color { TIFF_GRAY, TIFF_PALETTE, TIFF_RGB, TIFF_CMYK };

/* What the directory of a page says of its samples. */
struct tiff_layout {
	uint32_t width, height;
	uint16_t bits;	  /* of a sample */
	uint16_t samples; /* of a pixel */
	uint16_t format;  /* SAMPLEFORMAT_… */
	bool is_planar;	  /* a plane for each sample */
	enum tiff_color color;
	bool is_inverted;   /* 0 is white */
	int alpha;	    /* the sample that is alpha, or -1 */
	bool is_multiplied; /* colors have been multiplied by alpha */
	/*
	 * The colors of a palette, which belong to libtiff, and by how many
	 * bits they are shifted right to become bytes.
	 */
	const uint16_t *palette[3];
	int shift;
};

/*
 * Returns a field of 16 bits of the current directory, or fallback if the
 * directory does not have that field.
 */
uint16_t tiff_layout_get(TIFF *library, uint32_t tag, uint16_t fallback);

/*
 * Reads what the current directory says of its samples into l, whose size the
 * caller has set.  If they are YCbCr of a JPEG, makes libtiff unpack them as
 * RGB.  Returns 0, or -1 if a pixel does not consist of its own samples alone.
 */
int tiff_layout_read(TIFF *library, struct tiff_layout *l);

#endif
