/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rule_finder: the rules on a page, and the edges of filled boxes, which count
 * as rules.
 */
#ifndef FCGI_WORKER_ENGINE_RULE_FINDER_H
#define FCGI_WORKER_ENGINE_RULE_FINDER_H

#include <stddef.h>

#include "engine/page.h"

struct rules {
	struct page_box *list; /* level ones are wider than high */
	size_t count;
};

/*
 * Takes the long lines out of ink, which is black and white.  Sets r to them,
 * in pixels of ink; r->list is to be freed.  Returns the ink without them, to
 * be freed with pixDestroy, or NULL without memory.
 */
struct Pix *rule_finder_take(struct Pix *ink, struct rules *r);

#endif
