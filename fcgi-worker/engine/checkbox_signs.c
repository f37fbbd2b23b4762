/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checkbox_signs: finds the word that a checkbox stands beside, and puts a sign
 * into its line.
 */
#include "engine/checkbox_signs.h"

#include <stdlib.h>

#include "engine/box.h"
#include "engine/page_spot.h"

/* In sides: how far the word is that a checkbox belongs to, at most. */
#define WORD_MOST 3
/* In percents: the trust in a checkbox. */
#define TRUST 90

/* Returns how many pixels lie between box and w, which is in the same row; or
 * -1 if it is not, or too far away. */
static int
distance_of(const struct page_box *box, const struct page_box *w)
{
	int gap = box_gap_x(box, w);

	if (!box_is_same_row(box, w) || gap > WORD_MOST * box_width(box))
		return -1;
	return box_max(gap, 0);
}

/* Returns the place of the level word of p that is nearest to box; its word is
 * NULL if there is none in its row. */
static struct page_spot
find_nearest(const struct page *p, const struct page_box *box)
{
	struct page_spot s = {.block = NULL}, best = {.word = NULL};
	int least = 0;

	while (page_spot_next_line(&s, p) != NULL) {
		if (s.block->turns % 2 != 0)
			continue;
		for (s.word = s.line->words; s.word; s.word = s.word->next) {
			int d = distance_of(box, &s.word->box);

			if (d == -1 || (best.word != NULL && d >= least))
				continue;
			least = d;
			best = s;
		}
	}
	return best;
}

/* Fills line with one word: the sign of c.  Returns 0, or -1 without memory. */
static int
make_sign(struct page *p, const struct checkbox *c, struct page_line *line)
{
	const char *text = c->is_crossed ? "\xe2\x98\x92" : "\xe2\x98\x90";
	struct page_word *w = page_add_word(p, line);
	struct page_symbol *symbol = page_alloc(p, sizeof(*symbol));

	if (w == NULL || symbol == NULL)
		return -1;
	w->text = text;
	w->box = line->box = c->box;
	w->baseline = (struct page_baseline){
	    c->box.left, c->box.bottom, c->box.right, c->box.bottom, true};
	w->confidence = w->letters_confidence = TRUST;
	*symbol = (struct page_symbol){
	    .text = text, .box = c->box, .confidence = TRUST};
	if (p->has_symbols)
		w->symbols = symbol;
	return 0;
}

/* Puts the sign of c beside the word of s. */
static void
put_beside(struct page *p, const struct checkbox *c, const struct page_spot *s)
{
	struct page_line new = {.words = NULL};
	bool is_left = c->box.left < s->word->box.left;
	/* Where words run from the right, what is on the left comes behind. */
	bool is_behind = is_left == (s->word->direction == PAGE_RIGHT_TO_LEFT);
	struct page_word **link = &s->line->words;

	if (make_sign(p, c, &new) == -1)
		return;
	new.words->font_size = s->word->font_size;
	while (*link != s->word)
		link = &(*link)->next;
	if (is_behind) {
		new.words->blanks = 1;
		link = &s->word->next;
	} else {
		new.words->blanks = s->word->blanks;
		s->word->blanks = 1;
	}
	page_spot_put_words(s, link, &new);
}

/* Puts the sign of c into p if there is a word beside it.  Returns whether
 * there is. */
static bool
put_sign(struct page *p, const struct checkbox *c)
{
	struct page_spot s = find_nearest(p, &c->box);

	if (s.word != NULL)
		put_beside(p, c, &s);
	return s.word != NULL;
}

static int
compare_lefts(const void *a, const void *b)
{
	const struct checkbox *x = a, *y = b;

	return (x->box.left > y->box.left) - (x->box.left < y->box.left);
}

void
checkbox_signs_put_in(struct page *p, struct checkboxes *c)
{
	size_t rest = 0;

	/* The signs of a row that ends at a word are put in from the right. */
	qsort(c->list, c->count, sizeof(*c->list), compare_lefts);
	for (size_t i = 0; i < c->count; i++)
		if (!put_sign(p, &c->list[i]))
			c->list[rest++] = c->list[i];
	while (rest > 0)
		put_sign(p, &c->list[--rest]);
}
