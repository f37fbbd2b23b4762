/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alto: ALTO documents of several pages.
 */
#ifndef FCGI_WORKER_OUTPUT_ALTO_H
#define FCGI_WORKER_OUTPUT_ALTO_H

#include "base/buffer.h"

/* Append what stands before and behind the pages. */
void alto_begin(struct buffer *out);
void alto_end(struct buffer *out);

/*
 * Append page page, counted from 0, of which Tesseract says text, such
 * that the whole document is valid.
 */
void alto_add_page(struct buffer *out, unsigned page, const char *text);

#endif
