/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg: the picture of a JPEG file.
 */
#ifndef FCGI_WORKER_INPUT_JPEG_H
#define FCGI_WORKER_INPUT_JPEG_H

#include "base/bytes.h"
#include "input/image.h"

/*
 * Finds the size at which the picture of b is decoded, from its head: its full
 * size or, if that is beyond max_pixels, the largest number of eighths of it
 * that is within.  Returns 0, or -1 when the head is broken.
 */
int jpeg_size(const struct bytes *b, size_t max_pixels, struct sniff_size *out);

/*
 * Decodes the JPEG b at the size that jpeg_size() finds, and makes the page
 * upright as its EXIF data say.  Returns IMAGE_DAMAGED if a part of the picture
 * is missing.  On IMAGE_OK and IMAGE_DAMAGED the page is in *out, to be freed
 * with pixDestroy.
 */
enum image_result jpeg_decode(
    const struct bytes *b, size_t max_pixels, struct Pix **out);

#endif
