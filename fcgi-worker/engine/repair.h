/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * repair: makes a page better with lines that were found by their shapes.
 * Words that the engine doubts are replaced by what is read of their line
 * alone, where that is better; lines that it missed are put in.
 */
#ifndef FCGI_WORKER_ENGINE_REPAIR_H
#define FCGI_WORKER_ENGINE_REPAIR_H

#include "engine/line_finder.h"
#include "engine/page.h"

/* What of the width of a line its words have to cover to have been read. */
#define REPAIR_COVERED 0.4

/* Reads lines of the page. */
struct repair_reader {
	/*
	 * Read what is in box.  Returns a line whose memory is the page's, or
	 * NULL when there is nothing to read there.
	 */
	struct page_line *(*read)(void *context, const struct page_box *box);
	void *context;
};

/*
 * Repair p with what is found on it.  Of others, unless it is NULL, the words
 * stay where no found line has them: p was repaired with those before.  What is
 * not touched stays as it is; what is put in stands where it is read.  Returns
 * 0, or -1 without memory: then p is still whole, but for what was not
 * repaired.
 */
int repair_page(struct page *p, const struct line_finder *found,
    const struct line_finder *others, const struct repair_reader *reader);

#endif
