/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff: the pages of a TIFF file.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_H
#define FCGI_WORKER_INPUT_TIFF_H

#include "base/bytes.h"
#include "input/image.h"

struct tiff;

/*
 * Finds the pages of b, which is borrowed until tiff_close.  Thumbnails,
 * reduced pictures and masks are not pages.  A page that cannot be read counts,
 * too.  On IMAGE_OK the file is in *tiff, to be closed with tiff_close.
 */
enum image_result tiff_open(struct tiff **tiff, const struct bytes *b,
    const struct image_limits *limits);

/* Closes tiff; NULL is allowed. */
void tiff_close(struct tiff *tiff);

/* Returns the number of pages, at least 1. */
unsigned tiff_count(const struct tiff *tiff);

/*
 * Checks the size of a page, counted from 0, before it is decoded.  Returns
 * IMAGE_OK, or the limit that the size exceeds.
 */
enum image_result tiff_check_size(const struct tiff *tiff, unsigned page);

/*
 * Decodes a page, counted from 0, whose size is within the limits.  On IMAGE_OK
 * and IMAGE_DAMAGED the page is in *out, upright and without transparency, to
 * be freed with pixDestroy.
 */
enum image_result tiff_decode(
    const struct tiff *tiff, unsigned page, struct Pix **out);

#endif
