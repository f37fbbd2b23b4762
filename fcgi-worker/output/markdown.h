/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * markdown: pages as Markdown: CommonMark, with the tables that GitHub's has.
 */
#ifndef FCGI_WORKER_OUTPUT_MARKDOWN_H
#define FCGI_WORKER_OUTPUT_MARKDOWN_H

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends p: paragraphs of one line each, headings by size, lists, and tables
 * where they were looked for.  No text of the page becomes markup.
 */
void markdown_add_page(struct buffer *out, const struct page *p);

/* Appends what divides two pages. */
void markdown_add_break(struct buffer *out);

#endif
