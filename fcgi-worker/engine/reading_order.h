/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reading_order: where a line that was missed belongs among those of the page.
 */
#ifndef FCGI_WORKER_ENGINE_READING_ORDER_H
#define FCGI_WORKER_ENGINE_READING_ORDER_H

#include "engine/page.h"

/* Puts new, a line in memory of p, at its place in the reading order: into the
 * line that it stands beside, into the paragraph of the line above or below, or
 * into a block of its own.  Returns 0, or -1 without memory. */
int reading_order_put(struct page *p, struct page_line *new);

#endif
