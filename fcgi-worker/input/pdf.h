/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: a PDF file and its pages.
 */
#ifndef FCGI_WORKER_INPUT_PDF_H
#define FCGI_WORKER_INPUT_PDF_H

#include <stdbool.h>

#include "base/bytes.h"

struct pdf;

enum pdf_result { PDF_OK, PDF_BROKEN, PDF_ENCRYPTED };

/*
 * Opens the PDF bytes, which are borrowed until pdf_close.  Sets *pdf only on
 * PDF_OK.
 */
enum pdf_result pdf_open(struct pdf **pdf, const struct bytes *bytes);

/* Closes pdf; NULL is allowed. */
void pdf_close(struct pdf *pdf);

/* Returns the number of pages, at least 1. */
unsigned pdf_count(const struct pdf *pdf);

/* Whether page, counted from 0, can be found. */
bool pdf_has_page(const struct pdf *pdf, unsigned page);

/*
 * Returns the UserUnit of page, counted from 0: the size of its units in
 * points, mostly 1.
 */
double pdf_unit(const struct pdf *pdf, unsigned page);

/*
 * Sets *width and *height to the size of page, counted from 0, in its units; to
 * 1 if the page is broken.
 */
void pdf_points(
    const struct pdf *pdf, unsigned page, double *width, double *height);

#endif
