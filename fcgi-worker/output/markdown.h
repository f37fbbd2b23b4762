/* SPDX-License-Identifier: BSD-3-Clause */
/* markdown: pages as Markdown: CommonMark, with GitHub's tables. */
#ifndef FCGI_WORKER_OUTPUT_MARKDOWN_H
#define FCGI_WORKER_OUTPUT_MARKDOWN_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends p: paragraphs of one line each, headings by size, lists, and tables
 * if the page has any.  No text of the page becomes markup.
 */
void markdown_add_page(struct buffer *out, const struct page *p);

/* Appends a line between two pages. */
void markdown_add_break(struct buffer *out);

#endif
