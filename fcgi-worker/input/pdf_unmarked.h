/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_unmarked: a PDF without the marks that its readers left on it.
 */
#ifndef FCGI_WORKER_INPUT_PDF_UNMARKED_H
#define FCGI_WORKER_INPUT_PDF_UNMARKED_H

#include "base/bytes.h"

/*
 * Writes pdf, which has so many pages for poppler, without the annotations that
 * pdf_marks_hide hides, of every page.  Returns 0 and sets *out, whose data is
 * to be freed; or -1 if there are none, libqpdf cannot work on it or finds
 * another number of pages, or without memory.
 */
int pdf_unmarked_make(
    const struct bytes *pdf, unsigned pages, struct bytes *out);

#endif
