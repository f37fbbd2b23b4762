/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_finder: where the lines of text are on a page, found by their shapes
 * alone: nothing is recognized.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_FINDER_H
#define FCGI_WORKER_ENGINE_LINE_FINDER_H

#include <stddef.h>

#include "engine/ink.h"
#include "engine/page.h"
#include "engine/rule_finder.h"

/* The most lines that are found on a page. */
#define LINE_FINDER_MAX 4000

struct line_finder {
	struct page_box *boxes; /* from top to bottom */
	size_t count;
	double letter_height; /* of most letters, in pixels */
	struct rules rules;
};

/*
 * Finds the lines of text in ink, in pixels of the page, each with a little
 * room around it.  A line is cut where there is a wide gap, as between columns
 * or the cells of a table.  Also finds the rules, among which the edges of
 * filled boxes count; rules are not lines.  Returns 0, or -1 without memory.
 * Whatever the result, end with line_finder_free.
 */
int line_finder_find(const struct ink *ink, struct line_finder *found);

/* Finds only the rules of ink, and no lines.  Otherwise as line_finder_find. */
int line_finder_find_rules(const struct ink *ink, struct line_finder *found);

/*
 * Returns the height that most letters of ink have, in its own pixels, which
 * may be larger than the page's; -1 without memory.
 */
double line_finder_letter_height(const struct ink *ink);

/* Frees what found holds. */
void line_finder_free(struct line_finder *found);

#endif
