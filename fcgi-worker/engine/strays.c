/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * strays: words of a page that stand on none of the lines that were found.
 */
#include "engine/strays.h"

#include <string.h>

#include "engine/box.h"
#include "engine/word_account.h"

/* Takes the word of s out of p. */
static void
take_out(struct page *p, struct page_spot *s)
{
	page_spot_take_out(p, s);
	s->word = NULL;
}

/* Whether every stray that stands where w, a word of line, does is trusted less
 * than w, and is not cut short by line. */
static bool
is_better(const struct page_spot *strays, const struct page_word *w,
    const struct page_line *line)
{
	for (const struct page_spot *s = strays; s != NULL; s = s->next)
		if (s->word != NULL &&
		    box_is_same_place(&s->word->box, &w->box) &&
		    (s->word->confidence >= w->confidence ||
			word_account_is_cut(s->word, line)))
			return false;
	return true;
}

/* Takes the strays in the place of w out of p. */
static void
take_out_at(struct page *p, struct page_spot *strays, const struct page_word *w)
{
	for (struct page_spot *s = strays; s != NULL; s = s->next)
		if (s->word != NULL &&
		    box_is_same_place(&s->word->box, &w->box))
			take_out(p, s);
}

struct claim {
	struct page *page;
	struct page_spot *strays;
	const struct page_line *line;
};

/* Removes the strays that stand where w does, if w is better than each.
 * Otherwise returns false, so that page_spot_filter_words() takes out w. */
static bool
claim_place(void *context, const struct page_word *w)
{
	const struct claim *c = context;
	bool has_place = is_better(c->strays, w, c->line);

	if (has_place)
		take_out_at(c->page, c->strays, w);
	return has_place;
}

void
strays_give_way(
    struct page *p, struct page_spot *strays, struct page_line *line)
{
	struct claim claim = {p, strays, line};

	page_spot_filter_words(line, claim_place, &claim);
}

void
strays_drop_rules(struct page *p, struct page_spot *strays, double least)
{
	for (struct page_spot *s = strays; s != NULL; s = s->next) {
		const char *text = s->word == NULL ? "" : page_letters(s->word);

		if (*text != '\0' && text[strspn(text, "|_=~[]-")] == '\0' &&
		    (double)s->word->confidence < least)
			take_out(p, s);
	}
}
