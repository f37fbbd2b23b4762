/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: the pages of a PDF file as pixels.
 */
#ifndef FCGI_WORKER_PDF_H
#define FCGI_WORKER_PDF_H

#include <stdint.h>

#include "sniff.h"

struct pdf;

enum pdf_result { PDF_GOOD, PDF_BROKEN, PDF_ENCRYPTED, PDF_TOO_MANY_PIXELS };

/* How a page is rendered. */
struct pdf_frame {
	double dpi;
	struct sniff_size size;
};

/*
 * Load fonts and whatever else is read from disk but for font files, before
 * the process confines itself; keep the library from writing to stderr.
 */
void pdf_init(void);

/*
 * Open the PDF ${bytes}, which are borrowed until pdf_close.  An image in it
 * may have ${max_pixels}.  Only on PDF_GOOD there is something to close.
 */
enum pdf_result pdf_open(
    struct pdf **pdf, const struct sniff_bytes *bytes, size_t max_pixels);

/* Close ${pdf}; NULL is allowed. */
void pdf_close(struct pdf *pdf);

/* The number of pages, at least 1. */
unsigned pdf_count(const struct pdf *pdf);

/*
 * The size of page ${page}, counted from 0, at ${dpi}.  Returns 0, or -1 when
 * the page is broken.
 */
int pdf_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame);

/*
 * The same at the resolution of an image that fills most of the page, else
 * at 300, but within ${max_pixels} and ${max_side}.
 */
int pdf_suit(const struct pdf *pdf, unsigned page, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame);

/*
 * Render page ${page} as ${frame} says into ${pixels}, 0x00RRGGBB each, with
 * ${stride} bytes a row.  Returns 0, or -1 when it cannot be rendered.
 */
int pdf_draw(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, uint32_t *pixels, size_t stride);

#endif
