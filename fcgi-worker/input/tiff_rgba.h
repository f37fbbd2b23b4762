/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_rgba: makes a page of a TIFF file by libtiff's own conversion to RGB,
 * which knows colors that are not a pixel's own samples.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_RGBA_H
#define FCGI_WORKER_INPUT_TIFF_RGBA_H

#include <tiffio.h>

#include "input/image.h"
#include "input/sniff.h"

/*
 * Reads the page of t's current directory, which has that size, both sides more
 * than 0.  Rows that are missing are white; they count as complaints in the
 * tiff_memory of t.  On IMAGE_OK the page is in *out, in color and without
 * transparency, to be freed with pixDestroy.
 */
enum image_result tiff_rgba_read(
    TIFF *t, const struct sniff_size *size, struct Pix **out);

#endif
