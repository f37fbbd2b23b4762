/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_insertion: puts a line that was missed where it belongs among the lines
 * of the page, which keep their order.  Blocks are put in order by
 * block_order.c, and the rows of tables by table_order.c.
 */
#include "engine/line_insertion.h"

#include <limits.h>
#include <stdlib.h>

#include "engine/box.h"
#include "engine/page_spot.h"

/* A block is prose if it has at least PROSE_LINES lines that fill it, each with
 * at least PROSE_WORDS words.  Lines in the first column of a table have fewer.
 */
#define PROSE_LINES 3
#define PROSE_WORDS 4

/* An anchor is the line of the page next to which a new line is put. */
struct anchor {
	struct page_spot at; /* without a word */
	bool is_above;	     /* the anchor is above the new line */
	bool is_beside;	     /* the new line is beside its block, a column */
	long distance;
};

/* Whether two words of the line are so far apart that they may be in two
 * columns. */
static bool
has_wide_gap(const struct page_line *line)
{
	for (struct page_word *w = line->words; w && w->next; w = w->next)
		if (2 * box_gap_x(&w->box, &w->next->box) >
		    3 * box_height(&line->box))
			return true;
	return false;
}

/* Whether line has many words, and is nearly as wide as box. */
static bool
is_full(const struct page_line *line, const struct page_box *box)
{
	int words = 0;

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		words++;
	return words >= PROSE_WORDS &&
	       5 * box_width(&line->box) >= 4 * box_width(box);
}

/* Whether b is a column of running text: most of its lines fill it, and few
 * have wide gaps. */
static bool
is_prose(const struct page_block *b)
{
	int all = 0, full = 0, wide = 0;

	for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l; l = l->next) {
			all++;
			full += is_full(l, &b->box);
			wide += has_wide_gap(l);
		}
	return full >= PROSE_LINES && 5 * full >= 3 * all && 4 * wide <= all;
}

/* Whether box is to the left or right of a column of running text, and farther
 * from it than box is high. */
static bool
is_beside_column(const struct page_block *b, const struct page_box *box)
{
	return box_gap_x(&b->box, box) > box_height(box) &&
	       box_overlap_y(&b->box, box) > 0 && is_prose(b);
}

/*
 * Whether box is one more cell in line, a row of cells: the gap between box and
 * the nearest word is not much wider than the widest gap between words of line,
 * or than two heights of box.
 */
static bool
is_cell(const struct page_line *line, const struct page_box *box)
{
	int widest = 2 * box_height(box), nearest = INT_MAX;

	if (!box_is_same_row(&line->box, box))
		return false;
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		nearest = box_min(nearest, box_gap_x(&w->box, box));
		if (w->next != NULL)
			widest =
			    box_max(widest, box_gap_x(&w->box, &w->next->box));
	}
	return 2 * nearest <= 3 * widest;
}

/* Makes the line that s is at the best anchor for box if it is nearer than the
 * best one so far.  A row of cells that box belongs to is nearest.  A line that
 * is neither above nor below box counts as far away, and one in a column beside
 * box, as is_beside says, as farther still. */
static void
weigh_anchor(struct anchor *best, const struct page_spot *s,
    const struct page_box *box, bool is_beside)
{
	const struct page_box *l = &s->line->box;
	/* How far the middle of box is below that of the line, twice. */
	int twice_below = box->top + box->bottom - l->top - l->bottom;
	long distance = labs((long)twice_below) / 2;

	if (is_beside)
		distance += 100L * box_height(box) + box_gap_x(l, box);
	else if (is_cell(s->line, box))
		distance = 0;
	else if (box_overlap_x(l, box) == 0)
		distance += 10L * box_height(box) + box_gap_x(l, box);
	if (best->at.line != NULL && distance >= best->distance)
		return;
	*best = (struct anchor){*s, twice_below >= 0, is_beside, distance};
}

/* Returns the anchor for a new line with that box.  Its at.line is NULL if the
 * page has no text. */
static struct anchor
find_anchor(const struct page *p, const struct page_box *box)
{
	struct anchor best = {.distance = 0};
	struct page_spot s = {.block = page_spot_text_block(p->blocks)};

	for (; s.block != NULL; s.block = page_spot_text_block(s.block->next)) {
		bool is_beside = is_beside_column(s.block, box);

		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next)
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				weigh_anchor(&best, &s, box, is_beside);
	}
	return best;
}

/* Returns the line before that of s in its paragraph, or NULL. */
static struct page_line *
line_before(const struct page_spot *s)
{
	struct page_line *l = s->paragraph->lines;

	if (l == s->line)
		return NULL;
	while (l->next != s->line)
		l = l->next;
	return l;
}

/*
 * Moves the anchor past those lines of its paragraph that stand in the row of
 * box, beside it.  An anchor above box moves to the last of these lines that is
 * left of box.  An anchor below box moves to the first one that is right of
 * box, and then to the line before it, above box, if there is one.  An anchor
 * stays if box is a cell of its row, or if its block is a column beside box.
 */
static void
pass_row(struct anchor *a, const struct page_box *box)
{
	struct page_line *other;

	if (a->is_beside || is_cell(a->at.line, box))
		return;
	if (a->is_above) {
		while ((other = a->at.line->next) != NULL &&
		       box_is_same_row(&other->box, box) &&
		       other->box.left < box->left)
			a->at.line = other;
		return;
	}
	while ((other = line_before(&a->at)) != NULL &&
	       box_is_same_row(&other->box, box) && other->box.left > box->left)
		a->at.line = other;
	other = line_before(&a->at);
	if (other != NULL) {
		a->at.line = other;
		a->is_above = true;
	}
}

/* Whether new_line is below or above the line of the anchor, less than two of
 * its own heights away. */
static bool
is_close_below_or_above(
    const struct page_line *anchor_line, const struct page_line *new_line)
{
	int gap = box_max(new_line->box.top - anchor_line->box.bottom,
	    anchor_line->box.top - new_line->box.bottom);

	return gap < 2 * box_height(&new_line->box) &&
	       box_overlap_x(&anchor_line->box, &new_line->box) > 0;
}

/*
 * Makes a new block with a paragraph for new_line, and puts it behind the block
 * of the anchor if the anchor is above new_line, else before that block.
 * Returns the paragraph, or NULL without memory.
 */
static struct page_paragraph *
add_block(
    struct page *p, const struct anchor *a, const struct page_line *new_line)
{
	struct page_block *b = page_alloc(p, sizeof(*b)), **link = &p->blocks;
	struct page_paragraph *paragraph;

	if (b == NULL)
		return NULL;
	b->type = PAGE_TEXT;
	b->direction = PAGE_LEFT_TO_RIGHT;
	b->box = new_line->box;
	paragraph = page_add_paragraph(p, b);
	if (paragraph == NULL)
		return NULL;
	paragraph->box = new_line->box;
	paragraph->is_left_to_right =
	    a->at.paragraph == NULL || a->at.paragraph->is_left_to_right;
	while (*link != NULL && *link != a->at.block)
		link = &(*link)->next;
	if (*link != NULL && a->is_above)
		link = &(*link)->next;
	b->next = *link;
	*link = b;
	if (b->next == NULL)
		p->last = b;
	return paragraph;
}

/* Puts new_line into the paragraph of the anchor: behind the anchor's line if
 * that is above new_line, else before it. */
static void
put_line(const struct anchor *a, struct page_line *new_line)
{
	struct page_spot s = a->at;

	if (a->is_above) {
		new_line->next = s.line->next;
		s.line->next = new_line;
		if (s.paragraph->last == s.line)
			s.paragraph->last = new_line;
	} else {
		/* An anchor below new_line is the first line of its paragraph:
		 * pass_row moves from any other to the line before. */
		new_line->next = s.line;
		s.paragraph->lines = new_line;
	}
	s.line = new_line;
	page_spot_extend_boxes(&s);
}

/*
 * Whether new_line gets a block of its own: it stands before or behind the
 * whole block of the anchor, but is neither close above or below the anchor nor
 * in its row.
 */
static bool
is_apart(const struct anchor *a, const struct page_line *new_line)
{
	const struct page_spot *s = &a->at;
	bool is_edge = a->is_above
			   ? s->line->next == NULL && s->paragraph->next == NULL
			   : s->line == s->paragraph->lines &&
				 s->paragraph == s->block->paragraphs;

	return is_edge && !is_close_below_or_above(s->line, new_line) &&
	       !box_is_same_row(&s->line->box, &new_line->box);
}

int
line_insertion_put(struct page *p, struct page_line *new_line)
{
	struct anchor a = find_anchor(p, &new_line->box);
	struct page_paragraph *own_paragraph;
	struct page_word **link;

	if (a.at.line != NULL)
		pass_row(&a, &new_line->box);
	/* A line beside a column is a column of its own.  It is read after the
	 * other column if it is on the side where lines end, else before. */
	if (a.is_beside)
		a.is_above = (new_line->box.left >= a.at.block->box.right) ==
			     a.at.paragraph->is_left_to_right;
	if (a.at.line == NULL || a.is_beside || is_apart(&a, new_line)) {
		own_paragraph = add_block(p, &a, new_line);
		if (own_paragraph == NULL)
			return -1;
		new_line->next = NULL;
		page_append_line(own_paragraph, new_line);
		return 0;
	}
	if (!box_is_same_row(&a.at.line->box, &new_line->box)) {
		put_line(&a, new_line);
		return 0;
	}
	link = &a.at.line->words;
	while (*link != NULL && (*link)->box.left < new_line->box.left)
		link = &(*link)->next;
	new_line->words->blanks = link != &a.at.line->words;
	page_spot_put_words(&a.at, link, new_line);
	return 0;
}
