/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_task: takes one page from its file to the text that was read.
 */
#ifndef FCGI_WORKER_OCR_PAGE_TASK_H
#define FCGI_WORKER_OCR_PAGE_TASK_H

#include <stdbool.h>
#include <stddef.h>

#include "http/problem.h"
#include "input/text_layer.h"
#include "ocr/pages.h"
#include "ocr/params.h"

struct engine;

enum page_task_state {
	PAGE_TASK_DONE,	   /* there is a result or a problem */
	PAGE_TASK_PENDING, /* there is an image to be read */
	PAGE_TASK_RUNNING  /* somebody reads it */
};

struct page_task {
	enum page_task_state state;
	struct pages_page page;
	int degrees;	 /* by which it was turned */
	double read_ms;	 /* how long reading it took */
	unsigned number; /* of the page, counted from 1; for a report that it is
			    damaged */
	const char
	    *file; /* name of the page's file, for that report; or NULL */
	struct page *result;
	struct problem problem;
	/* What was read before it was drawn once more, and its image; or
	 * nothing. */
	struct page *coarse;
	struct Pix *coarse_pix;
	/* If the page is recognized although it has text that is seen, as a few
	 * letters beside a picture: that text; else none. */
	struct text_layer text;
};

/*
 * Takes the next page of d into t.  If with_layer is set and the page has
 * usable text of its own, t gets that.  Otherwise t gets an upright image;
 * engine finds the orientation if params ask for that.  Afterwards t is done,
 * with a result or a problem, or it is pending, with an image that is to be
 * read.
 */
void page_task_begin(struct page_task *t, struct pages *d,
    const struct params *params, struct engine *engine, bool with_layer);

/*
 * Reads the image of t with engine.  Afterwards t has a result or a problem,
 * and the caller sets its state.  Where the format or params want no text, the
 * result is a page without text.  Any thread may call it, since it touches
 * nothing but t and engine.
 */
void page_task_read(
    struct page_task *t, const struct params *params, struct engine *engine);

/*
 * If nothing was recognized on the page of t, which was read, makes the result
 * of the text that is seen on the page, if there is some.  Without memory t has
 * a problem instead of a result.
 */
void page_task_fill_blank(struct page_task *t, const struct params *params);

/* Returns the pixels of the images that t holds. */
size_t page_task_pixels(const struct page_task *t);

/* Frees what t holds. */
void page_task_clear(struct page_task *t);

#endif
