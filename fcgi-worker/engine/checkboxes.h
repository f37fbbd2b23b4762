/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checkboxes: small squares to tick, as forms have them.  The engine takes them
 * for letters, and joins them to the words beside them.
 */
#ifndef FCGI_WORKER_ENGINE_CHECKBOXES_H
#define FCGI_WORKER_ENGINE_CHECKBOXES_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/ink.h"
#include "engine/page.h"

struct Boxa;

struct checkbox {
	struct page_box box;
	bool is_crossed; /* else it is empty */
};

struct checkboxes {
	struct checkbox *list;
	size_t count;
};

/* Whether a script that the languages of lang are written in, Tesseract's codes
 * joined by "+", has letters that are squares. */
bool checkboxes_look_like_letters(const char *lang);

/*
 * Takes checkboxes out of ink, and sets found to those that are empty or
 * crossed, in pixels of the page.  Of one with anything else in it that does
 * not touch its frame, only the frame is taken out.  parts are the boxes of the
 * connected parts of ink->pix.  Returns a copy of pix, in which the ink was
 * found, with paper in their place; or another reference to pix if there are
 * none.  Returns NULL without memory.  It is to be freed with pixDestroy, and
 * found->list with free, whatever the result.
 */
struct Pix *checkboxes_take_out(struct Pix *pix, struct ink *ink,
    struct Boxa *parts, struct checkboxes *found);

#endif
