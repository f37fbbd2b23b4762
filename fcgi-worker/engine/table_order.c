/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_order: puts the text of tables into rows and cells.  A table becomes
 * a block, at the place where most of its words stood.  Lines that Tesseract
 * missed are placed by line_insertion.c.
 */
#include "engine/table_order.h"

#include "engine/box.h"
#include "engine/page_spot.h"

static bool
is_in_table(const struct page_table *t, const struct page_word *w)
{
	return w->table == t;
}

/* Returns how many words of t are in the block. */
static unsigned
count_words(const struct page_block *b, const struct page_table *t)
{
	unsigned n = 0;

	for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l; l = l->next)
			for (struct page_word *w = l->words; w; w = w->next)
				n += is_in_table(t, w);
	return n;
}

/* Returns the block that has the most words of the table, or NULL if none has
 * one. */
static struct page_block *
find_home(const struct page *p, const struct page_table *t)
{
	struct page_block *home = NULL;
	unsigned n, most = 0;

	for (struct page_block *b = page_spot_text_block(p->blocks); b != NULL;
	     b = page_spot_text_block(b->next)) {
		n = count_words(b, t);
		if (n > most) {
			most = n;
			home = b;
		}
	}
	return home;
}

/* Takes the words of t out of the lines of b. */
static void
remove_words(struct page_block *b, const struct page_table *t)
{
	for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l; l = l->next) {
			struct page_word **link = &l->words, *w;
			bool changed = false;

			l->last = NULL;
			while ((w = *link) != NULL) {
				if (is_in_table(t, w)) {
					*link = w->next;
					changed = true;
				} else {
					l->last = w;
					link = &w->next;
				}
			}
			if (changed && l->words != NULL) {
				l->words->blanks = 0;
				l->box = page_spot_words_box(l);
			}
		}
}

/*
 * Takes lines and paragraphs without words out of the block.  Its box and those
 * of its paragraphs are made to fit the lines that are left.  Its outline is
 * dropped, since it was drawn around the other lines, too.
 */
static void
remove_empty(struct page_block *b)
{
	struct page_paragraph **a = &b->paragraphs;

	b->last = NULL;
	while (*a != NULL) {
		struct page_line **l = &(*a)->lines;

		(*a)->last = NULL;
		while (*l != NULL) {
			if ((*l)->words == NULL) {
				*l = (*l)->next;
				continue;
			}
			(*a)->last = *l;
			l = &(*l)->next;
		}
		if ((*a)->lines == NULL) {
			*a = (*a)->next;
			continue;
		}
		(*a)->box = (*a)->lines->box;
		for (struct page_line *k = (*a)->lines; k; k = k->next)
			box_extend(&(*a)->box, &k->box);
		b->last = *a;
		a = &(*a)->next;
	}
	if (b->paragraphs == NULL)
		return;
	b->box = b->paragraphs->box;
	for (struct page_paragraph *k = b->paragraphs; k; k = k->next)
		box_extend(&b->box, &k->box);
	b->outline = NULL;
	b->points = 0;
}

/* --- the lines of a table --- */

/* Appends w to l, and extends the box and the baseline of l to cover w. */
static void
add_word(struct page_line *l, struct page_word *w)
{
	w->next = NULL;
	w->blanks = l->words != NULL;
	if (l->words == NULL) {
		l->box = w->box;
		l->baseline = w->baseline;
		l->height = (float)box_height(&w->box);
	} else {
		box_extend(&l->box, &w->box);
	}
	page_append_word(l, w);
	if (l->baseline.is_known && w->baseline.is_known) {
		l->baseline.x2 = w->baseline.x2;
		l->baseline.y2 = w->baseline.y2;
	}
}

/* Whether word i of the cell begins a line of the cell other than the first. */
static bool
begins_next_line(const struct page_cell *c, unsigned i)
{
	const struct page_box *a, *b;

	if (i == 0)
		return false;
	a = &c->words[i - 1]->box;
	b = &c->words[i]->box;
	return b->left <= a->left || box_overlap_y(a, b) == 0;
}

/* Whether a cell of the row that c begins has several lines. */
static bool
has_many_lines(const struct page_cell *c)
{
	int row = c->row;

	for (; c != NULL && c->row == row; c = c->next)
		for (unsigned i = 0; i < c->count; i++)
			if (begins_next_line(c, i))
				return true;
	return false;
}

/*
 * Adds a row of a table to the paragraph a.  The row begins with the cell c.
 * It becomes one line; or, if one of its cells has several lines, a line for
 * each line of each cell.  Returns the first cell of the next row; or NULL if
 * there is none, or without memory.
 */
static const struct page_cell *
add_row(struct page *p, struct page_paragraph *a, const struct page_cell *c)
{
	bool many = has_many_lines(c);
	struct page_line *l = NULL;
	int row = c->row;

	for (; c != NULL && c->row == row; c = c->next)
		for (unsigned i = 0; i < c->count; i++) {
			if (l == NULL ||
			    (many && (i == 0 || begins_next_line(c, i))))
				l = page_add_line(p, a);
			if (l == NULL)
				return NULL;
			add_word(l, c->words[i]);
		}
	return c;
}

/*
 * Returns a block with the words of t, which were taken out of their lines; or
 * NULL if t has no words, or without memory.
 */
static struct page_block *
make_block(struct page *p, const struct page_table *t)
{
	struct page_block *b = page_alloc(p, sizeof(*b));
	struct page_paragraph *a = b == NULL ? NULL : page_add_paragraph(p, b);
	const struct page_cell *c = t->cells;

	if (a == NULL)
		return NULL;
	b->type = PAGE_TABLE;
	b->direction = PAGE_LEFT_TO_RIGHT;
	a->is_left_to_right = true;
	while (c != NULL)
		c = add_row(p, a, c);
	if (a->lines == NULL)
		return NULL;
	a->box = a->lines->box;
	for (struct page_line *l = a->lines; l != NULL; l = l->next)
		box_extend(&a->box, &l->box);
	b->box = a->box;
	return b;
}

/* --- its place --- */

/*
 * Splits the block: puts its paragraphs, from the first below y on, into a new
 * block that follows it.  Returns 0, or -1 without memory.
 */
static int
split_block(struct page *p, struct page_block *block, int y)
{
	struct page_block *rest = page_alloc(p, sizeof(*rest));
	struct page_paragraph **a = &block->paragraphs;

	if (rest == NULL)
		return -1;
	while (*a != NULL && ((*a)->box.top + (*a)->box.bottom) / 2 < y)
		a = &(*a)->next;
	rest->type = block->type;
	rest->direction = block->direction;
	rest->turns = block->turns;
	rest->paragraphs = *a;
	rest->last = block->last;
	*a = NULL;
	if (rest->paragraphs == NULL)
		return 0;
	rest->next = block->next;
	block->next = rest;
	remove_empty(rest);
	remove_empty(block);
	return 0;
}

/*
 * Splits in two each paragraph of b that has lines above y and others below.
 * Returns 0, or -1 without memory.
 */
static int
split_paragraphs(struct page *p, struct page_block *b, int y)
{
	for (struct page_paragraph *a = b->paragraphs; a; a = a->next) {
		struct page_line **l = &a->lines;
		struct page_paragraph *rest;

		while (*l != NULL && ((*l)->box.top + (*l)->box.bottom) / 2 < y)
			l = &(*l)->next;
		if (*l == NULL || l == &a->lines)
			continue;
		rest = page_alloc(p, sizeof(*rest));
		if (rest == NULL)
			return -1;
		*rest = *a;
		rest->lines = *l;
		*l = NULL;
		a->next = rest;
		a = rest;
	}
	remove_empty(b);
	return 0;
}

/* Takes blocks of text that have no words any more out of p. */
static void
remove_empty_blocks(struct page *p)
{
	struct page_block **link = &p->blocks;

	p->last = NULL;
	while (*link != NULL) {
		if (page_is_text(*link) && (*link)->paragraphs == NULL) {
			*link = (*link)->next;
			continue;
		}
		p->last = *link;
		link = &(*link)->next;
	}
}

/*
 * Puts the words of t into a block of their own.  Of the block that had most of
 * these words, what stands above the middle of t comes before the new block,
 * and the rest behind it.  Returns 0, or -1 without memory.
 */
static int
arrange_table(struct page *p, const struct page_table *t)
{
	struct page_block *home = find_home(p, t), *b;
	int middle = (t->box.top + t->box.bottom) / 2;

	if (home == NULL)
		return 0;
	for (b = page_spot_text_block(p->blocks); b;
	     b = page_spot_text_block(b->next))
		if (count_words(b, t) > 0) {
			remove_words(b, t);
			remove_empty(b);
		}
	b = make_block(p, t);
	if (b == NULL)
		return p->failed ? -1 : 0;
	if (home->paragraphs != NULL &&
	    (split_paragraphs(p, home, middle) == -1 ||
		split_block(p, home, middle) == -1))
		return -1;
	b->next = home->next;
	home->next = b;
	remove_empty_blocks(p);
	return 0;
}

int
table_order_arrange(struct page *p)
{
	int rc = 0;

	for (struct page_table *t = p->tables; rc == 0 && t; t = t->next)
		rc = arrange_table(p, t);
	return rc;
}
