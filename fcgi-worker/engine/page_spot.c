/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_spot: a place in the tree of a page, and words that are taken out and
 * put in there.  Which ones is decided elsewhere.
 */
#include "engine/page_spot.h"

#include "engine/box.h"

struct page_block *
page_spot_text_block(struct page_block *b)
{
	while (b != NULL && !page_is_text(b))
		b = b->next;
	return b;
}

struct page_line *
page_spot_next_line(struct page_spot *s, const struct page *p)
{
	if (s->line != NULL && s->line->next != NULL)
		return s->line = s->line->next;
	for (;;) {
		if (s->paragraph != NULL)
			s->paragraph = s->paragraph->next;
		while (s->paragraph == NULL) {
			s->block = page_spot_text_block(
			    s->block == NULL ? p->blocks : s->block->next);
			if (s->block == NULL)
				return NULL;
			s->paragraph = s->block->paragraphs;
		}
		s->line = s->paragraph->lines;
		if (s->line != NULL)
			return s->line;
	}
}

bool
page_spot_has_word_at(const struct page *p, const struct page_box *box)
{
	struct page_spot s = {.block = NULL};

	while (page_spot_next_line(&s, p) != NULL)
		for (struct page_word *w = s.line->words; w; w = w->next)
			if (box_is_same_place(&w->box, box) &&
			    box_height(&w->box) <= 2 * box_height(box))
				return true;
	return false;
}

int
page_spot_covered(const struct page *p, const struct page_box *box)
{
	struct page_spot s = {.block = NULL};
	int covered = 0;

	while (page_spot_next_line(&s, p) != NULL)
		for (struct page_word *w = s.line->words; w; w = w->next)
			if (box_is_same_row(&w->box, box))
				covered += box_overlap_x(&w->box, box);
	return covered;
}

struct page_word **
page_spot_unlink_word(const struct page_spot *s)
{
	struct page_word **link = &s->line->words, *before = NULL;

	for (; *link != s->word; link = &(*link)->next)
		before = *link;
	*link = s->word->next;
	if (s->line->last == s->word)
		s->line->last = before;
	else if (before == NULL) /* The next word is the first now. */
		s->word->next->blanks = s->word->blanks;
	return link;
}

void
page_spot_unlink_if_empty(struct page *p, const struct page_spot *s)
{
	struct page_line **l = &s->paragraph->lines, *line_before = NULL;
	struct page_paragraph **a = &s->block->paragraphs,
			      *paragraph_before = NULL;
	struct page_block **b = &p->blocks, *block_before = NULL;

	if (s->line->words != NULL)
		return;
	for (; *l != NULL && *l != s->line; l = &(*l)->next)
		line_before = *l;
	if (*l == NULL)
		return; /* It was taken out with another word already. */
	*l = s->line->next;
	if (s->paragraph->last == s->line)
		s->paragraph->last = line_before;
	if (s->paragraph->lines != NULL)
		return;
	for (; *a != s->paragraph; a = &(*a)->next)
		paragraph_before = *a;
	*a = s->paragraph->next;
	if (s->block->last == s->paragraph)
		s->block->last = paragraph_before;
	if (s->block->paragraphs != NULL)
		return;
	for (; *b != s->block; b = &(*b)->next)
		block_before = *b;
	*b = s->block->next;
	if (p->last == s->block)
		p->last = block_before;
}

void
page_spot_take_out(struct page *p, const struct page_spot *s)
{
	page_spot_unlink_word(s);
	if (s->line->words != NULL)
		s->line->box = page_spot_words_box(s->line);
	else
		page_spot_unlink_if_empty(p, s);
}

void
page_spot_extend_boxes(const struct page_spot *s)
{
	box_extend(&s->paragraph->box, &s->line->box);
	box_extend(&s->block->box, &s->line->box);
}

struct page_box
page_spot_words_box(const struct page_line *line)
{
	struct page_box box = line->words->box;

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		box_extend(&box, &w->box);
	return box;
}

void
page_spot_filter_words(struct page_line *line,
    bool (*stays)(void *context, const struct page_word *w), void *context)
{
	struct page_word **link = &line->words;

	line->last = NULL;
	while (*link != NULL) {
		if (!stays(context, *link)) {
			*link = (*link)->next;
			continue;
		}
		line->last = *link;
		link = &(*link)->next;
	}
	if (line->words != NULL)
		line->box = page_spot_words_box(line);
}

void
page_spot_put_words(const struct page_spot *s, struct page_word **link,
    struct page_line *new_line)
{
	struct page_line *line = s->line;
	bool was_empty = line->words == NULL;

	new_line->last->next = *link;
	if (*link == NULL)
		line->last = new_line->last;
	else if ((*link)->blanks == 0)
		(*link)->blanks = 1;
	*link = new_line->words;
	if (was_empty) {
		line->box = new_line->box;
		line->baseline = new_line->baseline;
		line->height = new_line->height;
		line->descenders = new_line->descenders;
		line->ascenders = new_line->ascenders;
	} else {
		line->box = page_spot_words_box(line);
	}
	page_spot_extend_boxes(s);
}
