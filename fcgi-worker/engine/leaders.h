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

struct Boxa;

struct leaders {
	struct leader *list;
	size_t count;
};

/*
 * Sets l to the leaders in ink, in pixels of the page, and takes them out of
 * ink, which is the ink of pix.  parts are the boxes of the connected parts of
 * ink->pix.  Returns a copy of pix with paper in the place of the leaders.  If
 * there are none, ink stays as it was, and the result is another reference to
 * pix.  Returns NULL without memory.  The result is to be freed with
 * pixDestroy; l->list is to be freed whatever the result.
 */
struct Pix *leaders_take_out(
    struct Pix *pix, struct ink *ink, struct Boxa *parts, struct leaders *l);

#endif
