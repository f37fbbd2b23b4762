/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, in black and white.
 */
#ifndef FCGI_WORKER_ENGINE_INK_H
#define FCGI_WORKER_ENGINE_INK_H

#include "engine/page.h"

struct ink {
	struct Pix *pix;      /* NULL: not found yet */
	struct page_box area; /* the part of the page that it was found in */
	int factor;	      /* how many times smaller than area pix is */
	bool has_dark; /* there are dark areas, on which text may be light */
	/* What is light in them, as pix has what is dark; NULL: nothing is. */
	struct Pix *light;
};

/*
 * Find where the part area of pix is darker than its surroundings, and where it
 * is lighter in dark areas, unless ink has it already.  A large part is halved
 * until it has at most 4 million pixels.  Returns 0, or -1 without memory.  End
 * with ink_free.
 */
int ink_find(struct ink *ink, struct Pix *pix, const struct page_box *area);

void ink_free(struct ink *ink);

#endif
