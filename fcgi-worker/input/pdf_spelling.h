/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_spelling: words of a PDF's content that some viewers understand although
 * they are written wrong.
 */
#ifndef FCGI_WORKER_INPUT_PDF_SPELLING_H
#define FCGI_WORKER_INPUT_PDF_SPELLING_H

#include <stddef.h>

/* Room for a number, with a NUL behind it. */
#define PDF_SPELLING_NUMBER 32

/* If the size bytes of raw are a number with an exponent, as 1e2, writes it to
 * out as it ought to be, as 100.  Returns the length of that, or 0. */
size_t pdf_spelling_number(
    const char *raw, size_t size, char out[PDF_SPELLING_NUMBER]);

/* If the size bytes of raw are no operator, but two with nothing between them,
 * as ETBT, returns the length of the first one; else 0. */
size_t pdf_spelling_divide(const char *raw, size_t size);

#endif
