/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gif: the first picture of a GIF file.
 */
#ifndef FCGI_WORKER_INPUT_GIF_H
#define FCGI_WORKER_INPUT_GIF_H

#include "base/bytes.h"
#include "input/image.h"

/* Finds the size of the first picture of b.  Returns 0, or -1 if b has none. */
int gif_size(const struct bytes *b, struct sniff_size *out);

/*
 * Returns the number of bytes of the GIF b up to the end of its first picture,
 * or 0 if that picture is not complete.
 */
size_t gif_first_length(const struct bytes *b);

/* Decodes the first picture of the GIF b.  On IMAGE_OK the page is in *out,
 * without transparency, to be freed with pixDestroy. */
enum image_result gif_decode(const struct bytes *b, struct Pix **out);

#endif
