/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * leader_ends: finds the words at the ends of leaders, and moves words between
 * lines; it recognizes nothing itself.
 */
#include "engine/leader_ends.h"

#include "engine/box.h"
#include "engine/page_spot.h"

/* In heights of a word: how far it is from the end of its leader at most. */
#define END_MOST 3

/* Returns how many pixels lie between the word w and dot, the last dot at one
 * end of a leader: the left end if is_left, else the right end.  Returns -1 if
 * w does not stand at that end. */
static int
distance_from(
    const struct page_box *dot, const struct page_box *w, bool is_left)
{
	int middle = (dot->top + dot->bottom) / 2;
	int away = is_left ? dot->left - w->right : w->left - dot->right;
	int height = box_height(w);

	if (middle < w->top || middle > w->bottom + height / 4 ||
	    away < -height / 2 || away > END_MOST * height)
		return -1;
	return box_max(away, 0);
}

/* Returns the place of the level word of p that is nearest to dot, the left or
 * right end of a leader; its word is NULL if there is none. */
static struct page_spot
find_end(const struct page *p, const struct page_box *dot, bool is_left)
{
	struct page_spot s = {.block = NULL}, best = {.word = NULL};
	int least = 0;

	while (page_spot_next_line(&s, p) != NULL) {
		/* A turned word is as high as many lines: all is near it. */
		if (s.block->turns % 2 != 0)
			continue;
		for (s.word = s.line->words; s.word; s.word = s.word->next) {
			int d = distance_from(dot, &s.word->box, is_left);

			if (d == -1 || (best.word != NULL && d >= least))
				continue;
			least = d;
			best = s;
		}
	}
	return best;
}

/* Moves the word of from, and those behind it, behind the word of to. */
static void
move_words(struct page *p, const struct page_spot *to, struct page_spot *from)
{
	struct page_line moved = *from->line;
	struct page_word *w = from->word, *next;

	moved.words = moved.last = NULL;
	w->blanks = 1;
	for (; w != NULL; w = next) {
		next = w->next;
		from->word = w;
		page_spot_unlink_word(from);
		w->next = NULL;
		page_append_word(&moved, w);
	}
	moved.box = page_spot_words_box(&moved);
	page_spot_put_words(to, &to->word->next, &moved);
	if (from->line->words != NULL)
		from->line->box = page_spot_words_box(from->line);
	else
		page_spot_unlink_if_empty(p, from);
}

void
leader_ends_join(struct page *p, const struct leaders *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct page_spot left = find_end(p, &l->list[i].first, true);
		struct page_spot right = find_end(p, &l->list[i].last, false);

		if (left.word == NULL || right.word == NULL)
			continue;
		right.word->ends_leader = true;
		if (left.line == right.line)
			continue;
		/* The entry is where reading begins. */
		if (right.word->direction == PAGE_RIGHT_TO_LEFT)
			move_words(p, &right, &left);
		else
			move_words(p, &left, &right);
	}
}
