/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, or light on a dark one, in black and white.
 */
#ifndef FCGI_WORKER_ENGINE_INK_H
#define FCGI_WORKER_ENGINE_INK_H

#include "engine/page.h"

struct ink {
	struct Pix *pix;      /* its own pixels; NULL: not found yet */
	struct page_box area; /* the part of the page that it was found in */
	int factor;	      /* how many times smaller than area pix is */
	/* The text of the page is light on dark; pix is of the inverted page.
	 */
	bool is_inverted;
	bool has_dark; /* there are dark areas, on which text may be light */
};

/*
 * Finds the ink in area, a box of pix: what is darker than its surroundings.
 * Inverts the area first if its text is light on dark.  Halves a large area
 * until it has at most 4 million pixels.  Does nothing if ink was found
 * already.  Returns 0, or -1 without memory.  End with ink_free.
 */
int ink_find(struct ink *ink, struct Pix *pix, const struct page_box *area);

/*
 * Finds what is light in the dark areas of pix.  dark is the ink that was found
 * in pix; if dark->is_inverted, the caller has inverted pix.  Returns false if
 * there is nothing light, or without memory.  After true, end with ink_free.
 */
bool ink_find_light(struct ink *light, struct Pix *pix, const struct ink *dark);

/* Returns the share of box that is ink.  box is in pixels of the page. */
double ink_share(const struct ink *ink, const struct page_box *box);

void ink_free(struct ink *ink);

#endif
