/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * box: arithmetic of boxes on a page.  Knows nothing of what is in them.
 */
#include "engine/box.h"

static int
min(int a, int b)
{
	return a < b ? a : b;
}

static int
max(int a, int b)
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
	return max(0, min(a->right, b->right) - max(a->left, b->left));
}

int
box_overlap_y(const struct page_box *a, const struct page_box *b)
{
	return max(0, min(a->bottom, b->bottom) - max(a->top, b->top));
}

void
box_extend(struct page_box *a, const struct page_box *b)
{
	a->left = min(a->left, b->left);
	a->top = min(a->top, b->top);
	a->right = max(a->right, b->right);
	a->bottom = max(a->bottom, b->bottom);
}

bool
box_is_same_row(const struct page_box *a, const struct page_box *b)
{
	return 2 * box_overlap_y(a, b) > min(box_height(a), box_height(b));
}

int
box_gap_x(const struct page_box *a, const struct page_box *b)
{
	return max(a->left - b->right, b->left - a->right);
}
