/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_insertion: puts a line that was missed where it belongs among the lines
 * of the page.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_INSERTION_H
#define FCGI_WORKER_ENGINE_LINE_INSERTION_H

#include "engine/page.h"

/* Puts new_line, which is in memory of p, at its place in the reading order:
 * into the line that it stands beside, into the paragraph of the line above or
 * below, or into a block of its own.  Returns 0, or -1 without memory. */
int line_insertion_put(struct page *p, struct page_line *new_line);

#endif
