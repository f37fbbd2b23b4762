/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_marks: what is printed among words and is no text: leaders and
 * checkboxes.  They are taken out of the image before it is read, since the
 * engine takes them for letters.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_MARKS_H
#define FCGI_WORKER_ENGINE_PAGE_MARKS_H

#include "engine/checkboxes.h"
#include "engine/ink.h"
#include "engine/leaders.h"
#include "engine/page.h"

struct page_marks {
	struct leaders leaders;
	struct checkboxes checkboxes;
};

/*
 * Takes marks out of ink, and sets m to what they are.  lang is the languages
 * that are read.  Returns a copy of pix, in which the ink was found, with paper
 * in their place; or another reference to pix if there are none.  Returns NULL
 * without memory.  It is to be freed with pixDestroy, and m with
 * page_marks_free, whatever the result.
 */
struct Pix *page_marks_take_out(
    struct Pix *pix, struct ink *ink, const char *lang, struct page_marks *m);

/* Tells p, which was read without the marks, what they say. */
void page_marks_put_in(struct page *p, struct page_marks *m);

void page_marks_free(struct page_marks *m);

#endif
