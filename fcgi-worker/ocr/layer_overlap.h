/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_overlap: words that were recognized where a PDF has its own.
 */
#ifndef FCGI_WORKER_OCR_LAYER_OVERLAP_H
#define FCGI_WORKER_OCR_LAYER_OVERLAP_H

#include "engine/page.h"

struct text_layer;

/*
 * Marks the words of p that stand where layer has a word: the page has them as
 * text that is seen, and keeps it.  degrees is by how much the page of layer
 * was turned, clockwise, before p was read.  Also notes whether layer has
 * hidden text.  Marks nothing if none of the layer's words is seen.  Returns 0,
 * or -1 without memory.
 */
int layer_overlap_mark(
    struct page *p, const struct text_layer *layer, int degrees);

#endif
