/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_plain_ends: whether a page of a PDF has images that end with rows of one
 * color, as all do whose last rows are missing.
 */
#ifndef FCGI_WORKER_INPUT_PDF_PLAIN_ENDS_H
#define FCGI_WORKER_INPUT_PDF_PLAIN_ENDS_H

#include <stdbool.h>

/* One in so many rows of an image are looked at, from its end; at least one
 * row. */
#define PDF_PLAIN_ENDS_SHARE 100

/* Forgets what was noted.  To be called before a page is drawn. */
void pdf_plain_ends_forget(void);

/* Whether, since pdf_plain_ends_forget(), such an image was drawn. */
bool pdf_plain_ends_are_there(void);

#endif
