/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew: finds the small angle by which a page is turned, and levels it.
 */
#ifndef FCGI_WORKER_ENGINE_SKEW_H
#define FCGI_WORKER_ENGINE_SKEW_H

#include "engine/ink.h"
#include "engine/page.h"

/* A part of an image that was turned or sheared until its lines were level. */
struct skew {
	struct Pix *pix;      /* to be freed with pixDestroy */
	struct page_box area; /* of the image that it was */
	double radians;	      /* clockwise */
	bool is_sheared;      /* up and down, and not turned */
};

/*
 * Turns a copy of a part of pix until its lines are level, by at most 22
 * degrees, if they are askew by more than Tesseract copes with.  If its columns
 * are upright, as in a photo taken from the side, shears it instead: Tesseract
 * does not find columns that lean.  ink is the ink
 * of that part.  Returns whether it was leveled; if not, out has no pix.
 */
bool skew_level(struct Pix *pix, const struct ink *ink, struct skew *out);

/*
 * Moves all of p, which was read from the leveled image, s->pix, to its place
 * in the image as it was before.
 */
void skew_unturn_page(const struct skew *s, struct page *p);

#endif
