/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bmp: the picture of a BMP file.
 */
#ifndef FCGI_WORKER_INPUT_BMP_H
#define FCGI_WORKER_INPUT_BMP_H

#include "base/bytes.h"
#include "input/image.h"

/* Finds the size of b, from its head.  Returns 0, or -1 when that is broken. */
int bmp_size(const struct bytes *b, struct sniff_size *out);

/* Decodes the BMP b.  On IMAGE_OK the page is in *out, without transparency, to
 * be freed with pixDestroy. */
enum image_result bmp_decode(const struct bytes *b, struct Pix **out);

#endif
