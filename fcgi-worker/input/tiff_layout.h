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
enum tiff_color { TIFF_GREY, TIFF_PALETTE, TIFF_RGB, TIFF_CMYK };

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
	bool is_multiplied; /* the colours are, by alpha */
	/* The colours of a palette, which are the library's, and how far they
	 * are to be shifted to be bytes. */
	const uint16_t *palette[3];
	int shift;
};

/* Returns the field of 16 bits, or otherwise when the directory has none. */
uint16_t tiff_layout_get(TIFF *library, uint32_t tag, uint16_t otherwise);

/* Reads what the directory says of its samples into l.  The caller has set the
 * size in l.  Returns 0, or -1 when pixels are not made of samples one by one.
 */
int tiff_layout_read(TIFF *library, struct tiff_layout *l);

#endif
