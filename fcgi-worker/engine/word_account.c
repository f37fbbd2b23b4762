/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * word_account: what is known of some words.  What follows from it is decided
 * by those who ask.
 */
#include "engine/word_account.h"

#include <string.h>

#include "engine/box.h"

/* In percents: a word that is trusted less may be wrong in any way. */
#define TRUSTED 60

void
word_account_count_characters(const char *text, unsigned *all, unsigned *alnum)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		if ((*c & 0xc0) == 0x80)
			continue;
		(*all)++;
		/* U+00A0 to U+00BF and U+2000 to U+2FFF are signs. */
		*alnum += (*c >= '0' && *c <= '9') ||
			  ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') ||
			  (*c >= 0xc3 && *c != 0xe2);
	}
}

struct word_account
word_account_begin(void)
{
	return (struct word_account){.least = 100};
}

void
word_account_add(struct word_account *a, const struct page_word *w)
{
	unsigned before = a->all;

	word_account_count_characters(page_letters(w), &a->all, &a->alnum);
	if (a->all > 0)
		a->trust = (a->trust * before +
			       (double)w->confidence * (a->all - before)) /
			   a->all;
	if ((double)w->confidence < a->least)
		a->least = (double)w->confidence;
	a->covered += box_width(&w->box);
}

bool
word_account_is_cut(const struct page_word *old, const struct page_line *line)
{
	unsigned all = 0, in_old = 0, in_parts = 0;

	for (const struct page_word *w = line->words; w != NULL; w = w->next) {
		if (!box_is_same_place(&old->box, &w->box))
			continue;
		if (strstr(page_letters(old), page_letters(w)) == NULL)
			return false;
		word_account_count_characters(page_letters(w), &all, &in_parts);
	}
	word_account_count_characters(page_letters(old), &all, &in_old);
	return (double)old->confidence >= TRUSTED && in_parts > 0 &&
	       in_parts < in_old;
}

struct word_account
word_account_of_line(const struct page_line *line)
{
	struct word_account a = word_account_begin();

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		word_account_add(&a, w);
	return a;
}
