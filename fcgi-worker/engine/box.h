/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * box: arithmetic of boxes on a page, in pixels.
 */
#ifndef FCGI_WORKER_ENGINE_BOX_H
#define FCGI_WORKER_ENGINE_BOX_H

#include "engine/page.h"

/* Return the smaller and the larger of two places, or lengths. */
int box_min(int a, int b);
int box_max(int a, int b);

int box_width(const struct page_box *b);
int box_height(const struct page_box *b);

/* Return how many columns, or rows, of pixels both boxes have in common. */
int box_overlap_x(const struct page_box *a, const struct page_box *b);
int box_overlap_y(const struct page_box *a, const struct page_box *b);

/* Returns the width of the gap between a and b, which stand side by side, in
 * pixels; below 0 when they overlap from left to right. */
int box_gap_x(const struct page_box *a, const struct page_box *b);

/* Extends a so that it also covers b. */
void box_extend(struct page_box *a, const struct page_box *b);

/*
 * Whether both are in one row: they overlap in height by more than half of the
 * height of the less high one.
 */
bool box_is_same_row(const struct page_box *a, const struct page_box *b);

/* Whether both are in one row and overlap in width by more than half of the
 * width of the narrower one. */
bool box_is_same_place(const struct page_box *a, const struct page_box *b);

/* Compares boxes for qsort(): by their tops, and from left to right where two
 * are equally high up. */
int box_compare_tops(const void *a, const void *b);

/* Returns the index of the first box whose top is not above y; count if there
 * is none.  The count boxes are sorted by their tops. */
size_t box_first_at(const struct page_box *boxes, size_t count, int y);

#endif
