/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognized_line: makes words of a page from what the second recognizer read.
 */
#ifndef FCGI_WORKER_ENGINE_RECOGNIZED_LINE_H
#define FCGI_WORKER_ENGINE_RECOGNIZED_LINE_H

#include "engine/line_image.h"
#include "engine/line_reading.h"
#include "engine/page.h"

/* What words are made from; all is borrowed. */
struct recognized_line {
	struct page *page;		/* whose memory they have */
	const struct line_image *image; /* in whose pixels they are */
	const struct line_reading *reading;
};

/* How far some letters are trusted, from 0 to 1. */
struct recognized_line_worth {
	double least, mean;
};

/* Returns how far the letters of r from begin to before end are trusted. */
struct recognized_line_worth recognized_line_weigh(
    const struct line_reading *r, size_t begin, size_t end);

/* Appends the letters of the reading from begin to before end as a word to
 * line.  Returns it, or NULL without memory. */
struct page_word *recognized_line_add_word(const struct recognized_line *source,
    struct page_line *line, size_t begin, size_t end);

/*
 * Appends the letters of the reading from begin to before end as words to line.
 * With space 0 the words are those of the reading; otherwise they are divided
 * where a space was read with that confidence.  Returns 0, or -1 without
 * memory.
 */
int recognized_line_add_words(const struct recognized_line *source,
    struct page_line *line, size_t begin, size_t end, double space);

/* Sets the box of line, which has words, to the box around these.  Sets its
 * height and baseline if it has none. */
void recognized_line_measure(struct page_line *line);

/* Makes a line of all that was read.  Returns NULL if nothing was read, or
 * without memory. */
struct page_line *recognized_line_make(const struct recognized_line *source);

#endif
