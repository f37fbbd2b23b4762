/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_item: a word of the text that a PDF has: its place for a reader of the
 * page, and whether the next word continues its line.
 */
#ifndef FCGI_WORKER_OCR_LAYER_ITEM_H
#define FCGI_WORKER_OCR_LAYER_ITEM_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/page.h"
#include "input/text_layer.h"

/* A word, turned as the page is. */
struct layer_item {
	const struct text_layer_word *word;
	double left, top, right, bottom; /* in pixels of the page */
	int turns; /* right angles clockwise from upright */
	/*
	 * The same box for a reader who has turned the page until the word is
	 * upright: from begin to end on the line, from upper to lower across
	 * it.
	 */
	double begin, end, upper, lower;
	enum page_direction direction;
	bool is_read_from_left; /* as numbers are, even without letters */
	bool has_blank_before;	/* there is a blank before it in its line */
};

/* Returns word i of layer, on the page turned clockwise by degrees. */
struct layer_item layer_item_make(
    const struct text_layer *layer, size_t i, int degrees);

/* Returns the height of the item's line, in pixels, 1 at least. */
double layer_item_height(const struct layer_item *it);

/* Whether next, which comes after the item last, is in the same line. */
bool layer_item_continues_line(
    const struct layer_item *last, const struct layer_item *next);

/*
 * Whether the line that begins with next is in the same block as the line above
 * it, which begins with above.
 */
bool layer_item_continues_block(
    const struct layer_item *above, const struct layer_item *next);

/*
 * Returns the item's text as UTF-8, in the order in which it is read, in memory
 * of p; or NULL without memory.
 */
const char *layer_item_text(struct page *p, const struct layer_item *it);

/*
 * Returns the box of pixels of p that the item covers.  A pixel at its edge
 * counts if more than a quarter of the pixel's width or height is covered.
 */
struct page_box layer_item_box(
    const struct page *p, const struct layer_item *it);

#endif
