/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_size: how large an image says it is, and where it ends, without
 * decoding it.
 */
#ifndef FCGI_WORKER_INPUT_IMAGE_SIZE_H
#define FCGI_WORKER_INPUT_IMAGE_SIZE_H

#include <stdbool.h>

#include "input/sniff.h"
#include "base/bytes.h"

/*
 * Read the size of the first image from the header of a PNG, JPEG, GIF, BMP
 * or JPEG 2000 file.  Returns 0, or -1 when the header is broken or cut or
 * of a variant that cannot be decoded.
 */
int image_size_size(
    const struct bytes *b, enum sniff_type type, struct sniff_size *out);

/* Whether the JPEG b has its end: an EOI marker after image data. */
bool image_size_jpeg_is_whole(const struct bytes *b);

/*
 * The number of bytes of the GIF b up to the end of its first image, or
 * 0 when it has no whole image.
 */
size_t image_size_gif_first(const struct bytes *b);

/* The colour that is transparent in the first image of the GIF b, or -1. */
int image_size_gif_clear(const struct bytes *b);

#endif
