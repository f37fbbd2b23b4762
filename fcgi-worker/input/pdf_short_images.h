/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_short_images: finds images of a PDF that have fewer data than they need.
 * Viewers show the rows that there are, and poppler does not complain.
 */
#ifndef FCGI_WORKER_INPUT_PDF_SHORT_IMAGES_H
#define FCGI_WORKER_INPUT_PDF_SHORT_IMAGES_H

#include <stdbool.h>

#include "base/bytes.h"

struct pdf_short_images;

/*
 * Opens the PDF, which is borrowed until pdf_short_images_close.  Returns NULL
 * when libqpdf cannot read it, or without memory.
 */
struct pdf_short_images *pdf_short_images_open(const struct bytes *pdf);

/* Closes s; NULL is allowed. */
void pdf_short_images_close(struct pdf_short_images *s);

/*
 * Whether page, counted from 0, draws an image that is not packed or packed by
 * zlib, and lacks more than a few rows.  Images within patterns, annotations
 * and contents are not looked at, nor what is packed on a page beyond 256 MB.
 * s may be NULL; then false.
 */
bool pdf_short_images_are_on(struct pdf_short_images *s, unsigned page);

#endif
