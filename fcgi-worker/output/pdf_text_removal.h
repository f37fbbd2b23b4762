/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_removal: the invisible text of a page's content.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H
#define FCGI_WORKER_OUTPUT_PDF_TEXT_REMOVAL_H

#include "base/buffer.h"

/*
 * Appends size bytes of a content stream to out, without what shows text in the
 * invisible mode of rendering, in text objects that show nothing else.  Returns
 * how many operators were left out, or -1 when the content cannot be
 * taken apart, or without memory.
 */
int pdf_text_removal_run(const void *data, size_t size, struct buffer *out);

#endif
