/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * png: the picture of a PNG file.
 */
#ifndef FCGI_WORKER_INPUT_PNG_H
#define FCGI_WORKER_INPUT_PNG_H

#include "base/bytes.h"
#include "input/image.h"

/* Finds the size of b, from its head.  Returns 0, or -1 when that is broken. */
int png_size(const struct bytes *b, struct sniff_size *out);

/* Decodes the PNG b and makes the page upright as its EXIF data say.  On
 * IMAGE_OK, and on IMAGE_DAMAGED, which means that the lower part of the
 * picture is missing, the page is in *out, without transparency, to be freed
 * with pixDestroy. */
enum image_result png_decode(const struct bytes *b, struct Pix **out);

#endif
