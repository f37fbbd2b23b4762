/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * letters: the letters of a line that Tesseract read, in a row, and how they
 * match those that another recognizer read.
 */
#ifndef FCGI_WORKER_ENGINE_LETTERS_H
#define FCGI_WORKER_ENGINE_LETTERS_H

#include <stddef.h>
#include <stdint.h>

struct page_line;
struct line_reading;

struct letters {
	uint32_t *code; /* folded, see letters_fold */
	size_t *word;	/* for each letter, the number of its word */
	size_t count;
	double trust; /* in percents, on the average */
};

/* Fills l with the first 1000 letters of line, folded.  Returns 0, or -1
 * without memory.  After 0, end with letters_free. */
int letters_take(struct letters *l, const struct page_line *line);
void letters_free(struct letters *l);

/* Returns the index of the first letter of the word with that number, or of the
 * next word that has letters; l->count if there is none. */
size_t letters_first(const struct letters *l, size_t word);

/* Returns one code for characters that are written in several ways: quotes,
 * dashes, wide forms. */
uint32_t letters_fold(uint32_t code);

/* Returns the ASCII form of a mark that is written in its wide form, as the
 * recognizer often reads it; else text itself, one character. */
const char *letters_plain(const char *text);

/*
 * Aligns l with r by the fewest edits, and sets distance to their number.  Puts
 * into word_of, for each letter of r, the word of l that it matches.  Returns
 * 0, or -1 without memory.
 */
int letters_align(const struct letters *l, const struct line_reading *r,
    size_t *word_of, size_t *distance);

#endif
