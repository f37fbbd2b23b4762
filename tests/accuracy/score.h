/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * score: how far a text that was read is from the text that a page has.  It
 * knows nothing of pages, servers or files.
 */
#ifndef TESTS_ACCURACY_SCORE_H
#define TESTS_ACCURACY_SCORE_H

#include <stddef.h>

/* Counts of one page, or of several that were added. */
struct score {
	size_t truth_words, read_words;
	size_t right_words; /* of the read ones, each word of the truth once */
	size_t truth_chars; /* with one space between words */
	size_t edits;	    /* from the one text to the other, in order */
	size_t truth_letters; /* without spaces */
	size_t loose_edits;   /* word by word, wherever the words stand */
	size_t steps;	      /* of the truth, between words that were read */
	size_t jumps;	      /* of the steps, those that the reading lacks */
};

/*
 * Compares two texts in UTF-8 and sets the score.  Both are first brought into
 * one form: NFKC, straight quotation marks and hyphens, single spaces.
 */
void score_texts(const char *truth, const char *read, struct score *score);

/* Adds the counts of a page to a sum. */
void score_add(struct score *sum, const struct score *page);

/* These are all in per cent, and 0 where there is nothing to divide by. */
double score_recall(const struct score *score);	   /* of the truth's words */
double score_precision(const struct score *score); /* of the words read */
double score_f1(const struct score *score);	   /* of both */
double score_cer(const struct score *score);	   /* edits in order */
double score_loose_cer(const struct score *score); /* edits in any order */
double score_jumps(const struct score *score);	   /* of the steps */

#endif
