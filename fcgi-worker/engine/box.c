/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * box: arithmetic of boxes on a page.  Knows nothing of what is in them.
 */
#include "engine/box.h"

int
box_min(int a, int b)
{
	return a < b ? a : b;
}

int
box_max(int a, int b)
{
	return a > b ? a : b;
}

int
box_width(const struct page_box *b)
{
	return b->right - b->left;
}

int
box_height(const struct page_box *b)
{
	return b->bottom - b->top;
}

int
box_overlap_x(const struct page_box *a, const struct page_box *b)
{
	return box_max(
	    0, box_min(a->right, b->right) - box_max(a->left, b->left));
}

int
box_overlap_y(const struct page_box *a, const struct page_box *b)
{
	return box_max(
	    0, box_min(a->bottom, b->bottom) - box_max(a->top, b->top));
}

void
box_extend(struct page_box *a, const struct page_box *b)
{
	a->left = box_min(a->left, b->left);
	a->top = box_min(a->top, b->top);
	a->right = box_max(a->right, b->right);
	a->bottom = box_max(a->bottom, b->bottom);
}

bool
box_is_same_row(const struct page_box *a, const struct page_box *b)
{
	return 2 * box_overlap_y(a, b) > box_min(box_height(a), box_height(b));
}

bool
box_is_same_place(const struct page_box *a, const struct page_box *b)
{
	return 2 * box_overlap_x(a, b) > box_min(box_width(a), box_width(b)) &&
	       box_is_same_row(a, b);
}

int
box_gap_x(const struct page_box *a, const struct page_box *b)
{
	return box_max(a->left - b->right, b->left - a->right);
}

size_t
box_first_at(const struct page_box *boxes, size_t count, int y)
{
	size_t first = 0, end = count, middle;

	while (first < end) {
		middle = first + (end - first) / 2;
		if (boxes[middle].top < y)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

int
box_compare_tops(const void *a, const void *b)
{
	const struct page_box *x = a, *y = b;

	return x->top != y->top ? (x->top < y->top ? -1 : 1)
				: (x->left > y->left) - (x->left < y->left);
}
