/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * block_order: what stands above is read first.  Which of two columns is read
 * first is Tesseract's decision, which holds.  The rule is the first one of
 * Breuel, "High performance document layout analysis", 2003.
 */
#include "engine/block_order.h"

#include <stdlib.h>

#include "engine/box.h"

/* A page with more blocks keeps its order: the time grows faster than their
 * number. */
#define BLOCKS_MAX 500

struct block_place {
	struct page_block *block;
	struct page_box box; /* around its lines */
	bool is_put;	     /* into the new order */
};

struct block_list {
	struct block_place *places; /* in the old order */
	size_t count;
	struct page_block **link; /* where the next block is put */
};

/* Whether b has text whose lines are level and go on downward. */
static bool
is_level(const struct page_block *b)
{
	return page_is_text(b) && b->paragraphs != NULL && b->turns == 0 &&
	       b->direction != PAGE_TOP_TO_BOTTOM;
}

/* Whether a stands above b: at least a quarter of the narrower one is in the
 * columns of the other, and at most half of the lower one in its rows. */
static bool
is_above(const struct block_place *a, const struct block_place *b)
{
	const struct page_box *x = &a->box, *y = &b->box;

	return x->top < y->top && x->bottom < y->bottom && is_level(a->block) &&
	       is_level(b->block) &&
	       4 * box_overlap_x(x, y) >= box_min(box_width(x), box_width(y)) &&
	       2 * box_overlap_y(x, y) <= box_min(box_height(x), box_height(y));
}

/* Returns the first of the blocks that are not put yet that stands above the
 * block at place, or NULL. */
static struct block_place *
first_above(const struct block_list *l, const struct block_place *place)
{
	for (size_t i = 0; i < l->count; i++)
		if (!l->places[i].is_put && is_above(&l->places[i], place))
			return &l->places[i];
	return NULL;
}

/* Puts the block at place behind those that are put already.  Puts those that
 * stand above it before it. */
static void
put_block(struct block_list *l, struct block_place *place)
{
	struct block_place *top, *next;

	while (!place->is_put) {
		/* This ends: each step goes up the page. */
		for (top = place; (next = first_above(l, top)) != NULL;)
			top = next;
		*l->link = top->block;
		l->link = &top->block->next;
		top->is_put = true;
	}
}

/* Returns the box around the lines of b.  Where words were taken out, that of b
 * itself may be larger. */
static struct page_box
lines_box(const struct page_block *b)
{
	struct page_box box =
	    b->paragraphs == NULL ? b->box : b->paragraphs->lines->box;

	for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l != NULL; l = l->next)
			box_extend(&box, &l->box);
	return box;
}

int
block_order_mend(struct page *p)
{
	struct block_list l = {.link = &p->blocks};
	size_t n = 0;

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		n++;
	if (n > BLOCKS_MAX)
		return 0;
	l.places = calloc(n + 1, sizeof(*l.places));
	if (l.places == NULL)
		return -1;
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		l.places[l.count++] =
		    (struct block_place){b, lines_box(b), false};
	for (size_t i = 0; i < n; i++)
		put_block(&l, &l.places[i]);
	*l.link = NULL;
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		p->last = b;
	free(l.places);
	return 0;
}
