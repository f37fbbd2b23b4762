/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reread_choice: compares two readings of a line, both by Tesseract, word by
 * word.  Which of them is kept on the whole is decided in line_repair.c.  What
 * another recognizer reads is weighed in recognizer_vote.c.
 */
#include "engine/reread_choice.h"

#include "engine/box.h"
#include "engine/word_account.h"

/* A word is the counterpart of another if they have at least this share of the
 * width of each in common. */
#define COMMON 0.8
/* In percents: by how much more a new word must be trusted than an old one. */
#define GAIN 5

/* Returns the only one of old_words, a list, that is in the place of w, or
 * NULL. */
static struct page_spot *
find_counterpart(struct page_spot *old_words, const struct page_word *w)
{
	struct page_spot *found = NULL;

	for (struct page_spot *s = old_words; s != NULL; s = s->next) {
		int both = box_overlap_x(&s->word->box, &w->box);

		if (both <= 0)
			continue;
		if (found != NULL || both < COMMON * box_width(&w->box) ||
		    both < COMMON * box_width(&s->word->box))
			return NULL;
		found = s;
	}
	return found;
}

/* Gives w the reading of other, which stays as it is, too. */
static void
copy_reading(struct page_word *w, const struct page_word *other)
{
	struct page_word before = *w;

	*w = *other;
	w->next = before.next;
	w->blanks = before.blanks;
	w->table = before.table;
}

void
reread_choice_make(struct page_spot *old_words, struct page_line *new_line)
{
	for (struct page_word *w = new_line->words; w != NULL; w = w->next) {
		struct page_spot *s = find_counterpart(old_words, w);

		if (s == NULL)
			continue;
		if (s->word->confidence >= w->confidence ||
		    word_account_is_cut(s->word, new_line)) {
			copy_reading(w, s->word);
		} else if (w->confidence > s->word->confidence + GAIN) {
			copy_reading(s->word, w);
			s->line->box = page_spot_words_box(s->line);
			page_spot_extend_boxes(s);
		}
	}
}
