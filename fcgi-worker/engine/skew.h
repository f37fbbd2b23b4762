/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew: by how little a page is turned, and levelling it.
 */
#ifndef FCGI_WORKER_ENGINE_SKEW_H
#define FCGI_WORKER_ENGINE_SKEW_H

#include "engine/ink.h"
#include "engine/page.h"

/* A part of an image that was turned until its lines were level. */
struct skew {
	struct Pix *pix;      /* to be freed with pixDestroy */
	struct page_box area; /* of the image that it was */
	double radians;	      /* clockwise */
};

/*
 * Turn the part of pix that ink is of until its lines are level, if they are
 * not by more than Tesseract copes with, and by 20 degrees at most.  Returns
 * whether it was; else out has no pix.
 */
bool skew_level(struct Pix *pix, const struct ink *ink, struct skew *out);

/*
 * Move all of p, which was read of s->pix, to where it is in the image that was
 * turned.
 */
void skew_map_page(const struct skew *s, struct page *p);

#endif
