/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * candidates: the lines that were found on a page, each with the words that
 * the engine read there.
 */
#ifndef FCGI_WORKER_ENGINE_CANDIDATES_H
#define FCGI_WORKER_ENGINE_CANDIDATES_H

#include <stddef.h>

#include "engine/line_finder.h"
#include "engine/page.h"
#include "engine/spot.h"

/* A found line, and the words that the engine read there. */
struct candidate {
	const struct page_box *box;
	struct spot *first, *last; /* NULL: it was missed */
};

struct candidates {
	struct candidate *list; /* from top to bottom */
	size_t count;
	struct spot *spots; /* all words of text */
	size_t spot_count;
	struct spot *strays; /* on no found line; word NULL: taken out */
};

/*
 * Fills c with what is found on p.  A word belongs to the line that most of it
 * is in.  A word on a line of others, which may be NULL, is no stray.  Returns
 * 0, or -1 without memory.  Whatever the result, end with candidates_free.
 */
int candidates_collect(struct page *p, const struct line_finder *found,
    const struct line_finder *others, struct candidates *c);

/* Returns the height of the found lines, of those with words if there are
 * some. */
int candidates_usual_height(const struct candidates *c);

/* Frees what c holds. */
void candidates_free(struct candidates *c);

#endif
