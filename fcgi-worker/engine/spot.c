/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * spot: a place in the tree of a page, and words that are taken out and put in
 * there.  Which ones is decided elsewhere.
 */
#include "engine/spot.h"

#include "engine/box.h"

struct page_block *
spot_text_block(struct page_block *b)
{
	while (b != NULL && !page_is_text(b))
		b = b->next;
	return b;
}

/* Goes on to the next line of text of p, or to the first if s is at none.
 * Returns it. */
static struct page_line *
next_line(struct spot *at, const struct page *p)
{
	if (at->line != NULL && at->line->next != NULL)
		return at->line = at->line->next;
	for (;;) {
		if (at->paragraph != NULL)
			at->paragraph = at->paragraph->next;
		while (at->paragraph == NULL) {
			at->block = spot_text_block(
			    at->block == NULL ? p->blocks : at->block->next);
			if (at->block == NULL)
				return NULL;
			at->paragraph = at->block->paragraphs;
		}
		at->line = at->paragraph->lines;
		if (at->line != NULL)
			return at->line;
	}
}

bool
spot_has_word_at(const struct page *p, const struct page_box *box)
{
	struct spot at = {.block = NULL};

	while (next_line(&at, p) != NULL)
		for (struct page_word *w = at.line->words; w; w = w->next)
			if (box_is_same_place(&w->box, box) &&
			    box_height(&w->box) <= 2 * box_height(box))
				return true;
	return false;
}

int
spot_covered(const struct page *p, const struct page_box *box)
{
	struct spot at = {.block = NULL};
	int covered = 0;

	while (next_line(&at, p) != NULL)
		for (struct page_word *w = at.line->words; w; w = w->next)
			if (box_is_same_row(&w->box, box))
				covered += box_overlap_x(&w->box, box);
	return covered;
}

struct page_word **
spot_unlink_word(const struct spot *s)
{
	struct page_word **at = &s->line->words, *before = NULL;

	for (; *at != s->word; at = &(*at)->next)
		before = *at;
	*at = s->word->next;
	if (s->line->last == s->word)
		s->line->last = before;
	else if (before == NULL)
		s->word->next->blanks = s->word->blanks;
	return at;
}

void
spot_unlink_if_empty(struct page *p, const struct spot *s)
{
	struct page_line **l = &s->paragraph->lines, *line = NULL;
	struct page_paragraph **a = &s->block->paragraphs, *paragraph = NULL;
	struct page_block **b = &p->blocks, *block = NULL;

	if (s->line->words != NULL)
		return;
	for (; *l != NULL && *l != s->line; l = &(*l)->next)
		line = *l;
	if (*l == NULL)
		return; /* It was taken out with another word already. */
	*l = s->line->next;
	if (s->paragraph->last == s->line)
		s->paragraph->last = line;
	if (s->paragraph->lines != NULL)
		return;
	for (; *a != s->paragraph; a = &(*a)->next)
		paragraph = *a;
	*a = s->paragraph->next;
	if (s->block->last == s->paragraph)
		s->block->last = paragraph;
	if (s->block->paragraphs != NULL)
		return;
	for (; *b != s->block; b = &(*b)->next)
		block = *b;
	*b = s->block->next;
	if (p->last == s->block)
		p->last = block;
}

void
spot_take_out(struct page *p, const struct spot *s)
{
	spot_unlink_word(s);
	if (s->line->words != NULL)
		s->line->box = spot_words_box(s->line);
	else
		spot_unlink_if_empty(p, s);
}

void
spot_extend_boxes(const struct spot *s)
{
	box_extend(&s->paragraph->box, &s->line->box);
	box_extend(&s->block->box, &s->line->box);
}

struct page_box
spot_words_box(const struct page_line *line)
{
	struct page_box box = line->words->box;

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		box_extend(&box, &w->box);
	return box;
}

void
spot_filter_words(struct page_line *line,
    bool (*decide)(void *context, const struct page_word *w), void *context)
{
	struct page_word **at = &line->words;

	line->last = NULL;
	while (*at != NULL) {
		if (!decide(context, *at)) {
			*at = (*at)->next;
			continue;
		}
		line->last = *at;
		at = &(*at)->next;
	}
	if (line->words != NULL)
		line->box = spot_words_box(line);
}

void
spot_put_words(
    const struct spot *s, struct page_word **at, struct page_line *new)
{
	struct page_line *line = s->line;
	bool is_whole = line->words == NULL;

	new->last->next = *at;
	if (*at == NULL)
		line->last = new->last;
	else if ((*at)->blanks == 0)
		(*at)->blanks = 1;
	*at = new->words;
	if (is_whole) {
		line->box = new->box;
		line->baseline = new->baseline;
		line->height = new->height;
		line->descenders = new->descenders;
		line->ascenders = new->ascenders;
	} else {
		line->box = spot_words_box(line);
	}
	spot_extend_boxes(s);
}
