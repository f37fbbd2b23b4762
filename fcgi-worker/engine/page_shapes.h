/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_shapes: the lines on a page, found by their shapes.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_SHAPES_H
#define FCGI_WORKER_ENGINE_PAGE_SHAPES_H

#include "engine/line_finder.h"

struct page_shapes {
	struct line_finder dark;
	struct line_finder light; /* light letters in dark areas */
};

/*
 * Finds the dark and the light lines of pix by their shapes; ink is the ink of
 * pix.  Leaves out dark discs, such as portraits.  Returns 0, or -1 without
 * memory.  Whatever the result, end with page_shapes_free.
 */
int page_shapes_find(
    struct page_shapes *s, struct Pix *pix, const struct ink *ink);

/* Frees what s holds. */
void page_shapes_free(struct page_shapes *s);

#endif
