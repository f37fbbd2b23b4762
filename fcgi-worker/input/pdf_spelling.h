/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_spelling: words of a PDF's content that are written wrong but that some
 * viewers understand.
 */
#ifndef FCGI_WORKER_INPUT_PDF_SPELLING_H
#define FCGI_WORKER_INPUT_PDF_SPELLING_H

#include <stddef.h>

/* Room for a number and a NUL. */
#define PDF_SPELLING_NUMBER 32

/*
 * If the size bytes of raw are a number with an exponent, such as 1e2, writes
 * it to out without one, such as 100, and returns the length of that.  Returns
 * 0 for anything else.
 */
size_t pdf_spelling_number(
    const char *raw, size_t size, char out[PDF_SPELLING_NUMBER]);

/*
 * If the size bytes of raw are no operator, but two operators with nothing
 * between them, such as ETBT, returns the length of the first one; else 0.
 */
size_t pdf_spelling_divide(const char *raw, size_t size);

#endif
