/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alto: pages as ALTO 3, https://www.loc.gov/standards/alto/v3/.
 */
#ifndef FCGI_WORKER_OUTPUT_ALTO_H
#define FCGI_WORKER_OUTPUT_ALTO_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends what precedes the pages.  version is that of the Tesseract that read
 * them.
 */
void alto_begin(struct buffer *out, const char *version);

/* Appends a page as ALTO. */
void alto_add_page(struct buffer *out, const struct page *p);

/* Appends what follows the pages. */
void alto_end(struct buffer *out);

#endif
