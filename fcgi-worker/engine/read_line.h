/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_line: makes words of a page from what the second recognizer read.
 */
#ifndef FCGI_WORKER_ENGINE_READ_LINE_H
#define FCGI_WORKER_ENGINE_READ_LINE_H

#include "engine/line_image.h"
#include "engine/page.h"
#include "engine/reading.h"

/* What words are made from; all is borrowed. */
struct read_line {
	struct page *page;		/* whose memory they have */
	const struct line_image *image; /* in whose pixels they are */
	const struct reading *reading;
};

/* How far some letters are trusted, from 0 to 1. */
struct read_line_worth {
	double least, mean;
};

/* Returns how far the letters of r from begin to before end are trusted. */
struct read_line_worth read_line_weigh(
    const struct reading *r, size_t begin, size_t end);

/*
 * Appends those letters as a word to line.  Returns it, or NULL without memory.
 */
struct page_word *read_line_add_word(const struct read_line *source,
    struct page_line *line, size_t begin, size_t end);

/*
 * Appends those letters as words.  With space 0 the words are those of the
 * reading; otherwise they are divided where a space was read with that
 * confidence.  Returns 0, or -1 without memory.
 */
int read_line_add_words(const struct read_line *source, struct page_line *line,
    size_t begin, size_t end, double space);

/* Gives line, which has words, the box that is around them, and a height and a
 * baseline if it has none. */
void read_line_measure(struct page_line *line);

/* Makes a line of all that was read.  Returns NULL if nothing was read, or
 * without memory. */
struct page_line *read_line_make(const struct read_line *source);

#endif
