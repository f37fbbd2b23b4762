/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_jpx: an image of JPEG 2000 in the form that poppler draws.
 */
#ifndef FCGI_WORKER_INPUT_PDF_JPX_H
#define FCGI_WORKER_INPUT_PDF_JPX_H

#include <openjpeg.h>
#include <stdbool.h>

/*
 * Draws a decoded image on white if it has alpha, and takes the alpha out.  If
 * its samples are no numbers of colours, has them use 8 bits at least.
 */
void pdf_jpx_simplify(opj_image_t *image, bool is_numbers);

#endif
