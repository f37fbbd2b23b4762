/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_overlap: words that were recognized where a PDF has its own.
 */
#ifndef FCGI_WORKER_OCR_LAYER_OVERLAP_H
#define FCGI_WORKER_OCR_LAYER_OVERLAP_H

#include "engine/page.h"

struct text_layer;

/*
 * Marks the words of p that are at the place of words of layer, which are seen
 * on the page and stay there as text.  The page of layer was turned by degrees,
 * clockwise, before p was read.  A layer without words that are seen marks
 * none.  Returns 0, or -1 without memory.
 */
int layer_overlap_mark(
    struct page *p, const struct text_layer *layer, int degrees);

#endif
