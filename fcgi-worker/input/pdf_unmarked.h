/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_unmarked: a PDF without the marks that its readers left on it.
 */
#ifndef FCGI_WORKER_INPUT_PDF_UNMARKED_H
#define FCGI_WORKER_INPUT_PDF_UNMARKED_H

#include "base/bytes.h"

/*
 * Writes a copy of pdf without the annotations that pdf_marks_hide hides.
 * pages is the number of pages that poppler finds.  Returns 0 and sets *out,
 * whose data is to be freed.  Returns -1 if there are no such annotations, if
 * libqpdf cannot read pdf or finds another number of pages, or without memory.
 */
int pdf_unmarked_make(
    const struct bytes *pdf, unsigned pages, struct bytes *out);

#endif
