/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_repair: makes a page better with lines that were found by their shapes.
 * Words that the engine doubts are replaced by what is read of their line
 * alone, where that is better; lines that it missed are put in.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_REPAIR_H
#define FCGI_WORKER_ENGINE_LINE_REPAIR_H

#include "engine/line_finder.h"
#include "engine/page.h"

/* A line counts as read if its words cover this share of its width. */
#define REPAIR_COVERED 0.4

/* Reads lines of the page. */
struct line_repair_reader {
	/*
	 * Reads the text in box.  Returns a line whose memory is the page's, or
	 * NULL when there is nothing to read.
	 */
	struct page_line *(*read)(void *context, const struct page_box *box);
	void *context;
	/* Its confidences are by the same measure as those of the page. */
	bool trusts_alike;
};

/*
 * Repairs p with the lines of found, and takes out bars that were read where
 * found has rules.  If p was repaired before, others has the lines of that
 * repair: words on them stay, unless a line of found has them, too.  Otherwise
 * others is NULL.  The rest of the page stays as it is, and new lines are put
 * in at their place in the reading order.  Returns 0, or -1 without memory;
 * then p is still valid, but not all of it was repaired.
 */
int line_repair_page(struct page *p, const struct line_finder *found,
    const struct line_finder *others, const struct line_repair_reader *reader);

/*
 * Sets the boxes of doubts to the places of p that should be read again: the
 * lines of found that were missed or whose words are doubted and, if many words
 * of p are doubted, those of them that are on no line of found.  The rest of
 * doubts is empty.  Returns 0, or -1 without memory.  Whatever the result, end
 * with line_finder_free.
 */
int line_repair_find_doubts(struct page *p, const struct line_finder *found,
    struct line_finder *doubts);

#endif
