/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_samples: a page of a TIFF file from its samples, whatever their number,
 * depth and order.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_SAMPLES_H
#define FCGI_WORKER_INPUT_TIFF_SAMPLES_H

#include <stdbool.h>
#include <tiffio.h>

#include "input/image.h"

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
	bool is_inverted;      /* 0 is white */
	int alpha;	       /* the sample that is alpha, or -1 */
	bool is_multiplied;    /* the colours are, by alpha */
	uint32_t palette[256]; /* 0xRRGGBB00 */
};

/*
 * Read the page that t is at, which layout describes.  On IMAGE_GOOD it is in
 * *out, and may have alpha: then its samples are 4.
 */
enum image_result tiff_samples_read(
    TIFF *t, const struct tiff_layout *layout, struct Pix **out);

#endif
