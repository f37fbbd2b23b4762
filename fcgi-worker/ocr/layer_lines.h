/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_lines: makes a page, with lines and blocks, of the words of a PDF's own
 * text.
 */
#ifndef FCGI_WORKER_OCR_LAYER_LINES_H
#define FCGI_WORKER_OCR_LAYER_LINES_H

#include "engine/page.h"
#include "http/value.h"

struct text_layer;

/*
 * Returns the degrees, clockwise, that turn most of the letters of layer
 * upright.
 */
int layer_lines_upright(const struct text_layer *layer);

/*
 * Makes a page of the words that layer has within region, which is on the page
 * after it was turned by degrees, clockwise.  A layer that is not trusted gives
 * a page without text.  Returns the page, to be freed with page_free, or NULL
 * without memory.
 */
struct page *layer_lines_make(const struct text_layer *layer, int degrees,
    const struct value_region *region);

#endif
