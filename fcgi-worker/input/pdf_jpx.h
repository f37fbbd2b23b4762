/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_jpx: an image of JPEG 2000 in the form that poppler draws.
 */
#ifndef FCGI_WORKER_INPUT_PDF_JPX_H
#define FCGI_WORKER_INPUT_PDF_JPX_H

#include <openjpeg.h>
#include <stdbool.h>

/*
 * Puts a decoded image on white if it has alpha, and removes the alpha.
 * Stretches samples of fewer than 8 bits to 8, unless they are indexes into a
 * palette (is_indexed).  If it cannot convert the samples, leaves the image as
 * it is.
 */
void pdf_jpx_simplify(opj_image_t *image, bool is_indexed);

#endif
