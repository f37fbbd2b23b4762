/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * word_account: what is known of some words: how many characters they have, how
 * much the engine trusts them, and how much of a line they cover.
 */
#ifndef FCGI_WORKER_ENGINE_WORD_ACCOUNT_H
#define FCGI_WORKER_ENGINE_WORD_ACCOUNT_H

#include <stdbool.h>

#include "engine/page.h"

/* Adds the number of characters of text to *all, and the number of its letters
 * and digits to *alnum. */
void word_account_count_characters(
    const char *text, unsigned *all, unsigned *alnum);

/* Words are counted in it one by one. */
struct word_account {
	unsigned all, alnum; /* characters */
	double trust;	     /* in percents, by character */
	double least;	     /* of a word */
	int covered;	     /* pixels of width */
};

/* Returns the account of no words. */
struct word_account word_account_begin(void);

/* Counts w in a.  The trust of a is the mean of the confidences of its words,
 * each weighted by its number of characters. */
void word_account_add(struct word_account *a, const struct page_word *w);

/*
 * Whether line, another reading, cuts old short: in the place of old, which is
 * trusted, it has only parts of it, with fewer letters and digits in all.  So
 * it is where the shapes of one word were found apart, and some not at all.
 */
bool word_account_is_cut(
    const struct page_word *old, const struct page_line *line);

/* Returns the account of the words of line. */
struct word_account word_account_of_line(const struct page_line *line);

#endif
