/* SPDX-License-Identifier: BSD-3-Clause */
/* webp: the picture of a WebP file; the first one of an animation. */
#ifndef FCGI_WORKER_INPUT_WEBP_H
#define FCGI_WORKER_INPUT_WEBP_H

#include "base/bytes.h"
#include "input/image.h"

/* Finds the size of b.  Returns 0, or -1 when the file is broken or cut off. */
int webp_size(const struct bytes *b, struct sniff_size *out);

/* Decodes the WebP b and makes the page upright as its EXIF data say.  On
 * IMAGE_OK the page is in *out, without transparency, to be freed with
 * pixDestroy. */
enum image_result webp_decode(const struct bytes *b, struct Pix **out);

#endif
