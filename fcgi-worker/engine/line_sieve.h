/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_sieve: which of the lines that a network found are not used.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_SIEVE_H
#define FCGI_WORKER_ENGINE_LINE_SIEVE_H

#include "engine/line_finder.h"
#include "engine/page.h"
#include "engine/text_map.h"

/* Takes a line out of boxes if it runs into a rule of a table and shapes covers
 * it.  shapes are the lines that were found by their shapes; they keep clear of
 * rules.  Both lie in area, a box of the page.  Returns 0, or -1 without
 * memory; then boxes is as it was. */
int line_sieve_drop_ruled(struct text_boxes *boxes,
    const struct line_finder *shapes, const struct page_box *area);

#endif
