/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * found_lines: the lines that were found on a page, each with the words that
 * the engine read there.
 */
#ifndef FCGI_WORKER_ENGINE_FOUND_LINES_H
#define FCGI_WORKER_ENGINE_FOUND_LINES_H

#include <stddef.h>

#include "engine/line_finder.h"
#include "engine/page.h"
#include "engine/page_spot.h"

/* A found line, and the words that the engine read there. */
struct found_line {
	const struct page_box *box;
	struct page_spot *first, *last; /* NULL: it was missed */
};

struct found_lines {
	struct found_line *list; /* from top to bottom */
	size_t count;
	struct page_spot *spots; /* all words of text */
	size_t spot_count;
	struct page_spot *strays; /* on no found line; word NULL: taken out */
};

/*
 * Fills c with the lines of found, and with the words of p.  A word belongs to
 * the line that covers most of it.  A word on no line is a stray, unless it is
 * on a line of others, which may be NULL.  Returns 0, or -1 without memory.
 * Whatever the result, end with found_lines_free.
 */
int found_lines_collect(struct page *p, const struct line_finder *found,
    const struct line_finder *others, struct found_lines *c);

/* Returns the median height of the found lines: of those with words if there
 * are more than three, else of all.  Returns 0 without memory. */
int found_lines_usual_height(const struct found_lines *c);

/* Frees what c holds. */
void found_lines_free(struct found_lines *c);

#endif
