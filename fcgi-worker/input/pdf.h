/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: a PDF file and its pages.
 */
#ifndef FCGI_WORKER_INPUT_PDF_H
#define FCGI_WORKER_INPUT_PDF_H

#include "base/bytes.h"

struct pdf;

enum pdf_result { PDF_OK, PDF_BROKEN, PDF_ENCRYPTED };

/*
 * Opens the PDF bytes, which are borrowed until pdf_close.  Only on PDF_OK
 * there is something to close.
 */
enum pdf_result pdf_open(struct pdf **pdf, const struct bytes *bytes);

/* Closes pdf; NULL is allowed. */
void pdf_close(struct pdf *pdf);

/* Returns the number of pages, at least 1. */
unsigned pdf_count(const struct pdf *pdf);

/* Returns how many points a unit of page, counted from 0, has: its UserUnit,
 * mostly 1. */
double pdf_unit(const struct pdf *pdf, unsigned page);

/* Sets *width and *height to the size of page, in points, before UserUnit
 * scales it. */
void pdf_points(
    const struct pdf *pdf, unsigned page, double *width, double *height);

/* Returns the share of page that images lie on, from 0 to 1. */
double pdf_filled(const struct pdf *pdf, unsigned page);

#endif
