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
	double left, top, right, bottom;
	int turns;
	/* The same box for a reader who sees the word upright. */
	double begin, end, upper, lower;
	enum page_direction direction;
	bool is_left;  /* it runs from the left, as numbers do */
	bool is_apart; /* there is a blank before it in its line */
};

/* Returns word i of layer, on the page turned clockwise by degrees. */
struct layer_item layer_item_make(
    const struct text_layer *layer, size_t i, int degrees);

/* Returns the height of its line, at least a pixel. */
double layer_item_height(const struct layer_item *it);

/* Whether next goes on in the line that it ends. */
bool layer_item_continues_line(
    const struct layer_item *it, const struct layer_item *next);

/* Whether the line that begins with next is in the block of the line before. */
bool layer_item_continues_block(
    const struct layer_item *it, const struct layer_item *next);

/* Returns its text in reading order, in p's memory; or NULL. */
const char *layer_item_text(struct page *p, const struct layer_item *it);

/* Returns its place, in pixels of p. */
struct page_box layer_item_box(
    const struct page *p, const struct layer_item *it);

#endif
