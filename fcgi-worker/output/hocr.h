/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hocr: pages as HTML with positions, http://kba.github.io/hocr-spec/1.2/.
 */
#ifndef FCGI_WORKER_OUTPUT_HOCR_H
#define FCGI_WORKER_OUTPUT_HOCR_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends what precedes the pages.  version is that of the Tesseract that read
 * them.
 */
void hocr_begin(struct buffer *out, const char *version);

/* Appends a page as hOCR. */
void hocr_add_page(struct buffer *out, const struct page *p);

/* Appends what follows the pages. */
void hocr_end(struct buffer *out);

#endif
