/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_jpx: an image of JPEG 2000 in the form that poppler draws.
 */
#ifndef FCGI_WORKER_INPUT_PDF_JPX_H
#define FCGI_WORKER_INPUT_PDF_JPX_H

#include <openjpeg.h>

/* Draws image, which was decoded, on white if it has alpha, which it has no
 * more afterwards. */
void pdf_jpx_simplify(opj_image_t *image);

#endif
