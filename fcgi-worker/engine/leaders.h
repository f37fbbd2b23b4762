/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * leaders: rows of dots that lead the eye from an entry to its number, as in a
 * table of contents.  The engine takes them for letters, and reads what is
 * beside them badly.
 */
#ifndef FCGI_WORKER_ENGINE_LEADERS_H
#define FCGI_WORKER_ENGINE_LEADERS_H

#include "engine/ink.h"

/* A leader may rise or fall. */
struct leader {
	struct page_box first, last; /* dots */
};

struct leaders {
	struct leader *list;
	size_t count;
};

/*
 * Sets l to the leaders in ink, in pixels of the page, and takes them out of
 * ink.  Returns a copy of pix, in which the ink was found, with paper in their
 * place; or another reference to pix, with ink as it was, if there are no
 * leaders.  Returns NULL without memory.  It is to be freed with pixDestroy,
 * and l->list with free, whatever the result.
 */
struct Pix *leaders_take_out(
    struct Pix *pix, struct ink *ink, struct leaders *l);

#endif
