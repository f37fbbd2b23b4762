/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_samples: turns the samples of a TIFF file into the pixels of a page,
 * whatever their number, depth and order.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_SAMPLES_H
#define FCGI_WORKER_INPUT_TIFF_SAMPLES_H

#include <tiffio.h>

#include "input/image.h"
#include "input/tiff_layout.h"

/*
 * Reads the page of t's current directory, whose samples layout describes.
 * Rows that are missing are white; they count as complaints in the tiff_memory
 * of t.  On IMAGE_OK the page is in *out, to be freed with pixDestroy.  If it
 * has alpha, pixGetSpp returns 4.
 */
enum image_result tiff_samples_read(
    TIFF *t, const struct tiff_layout *layout, struct Pix **out);

#endif
