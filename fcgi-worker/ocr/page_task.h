/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_task: one page on its way from its file to what was read of it.
 */
#ifndef FCGI_WORKER_OCR_PAGE_TASK_H
#define FCGI_WORKER_OCR_PAGE_TASK_H

#include <stdbool.h>
#include <stddef.h>

#include "http/problem.h"
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
	int degrees;	  /* by which it was turned */
	unsigned number;  /* of the page, for whoever reports it as damaged */
	const char *file; /* the same, NULL: it has no name */
	struct page *result;
	struct problem problem;
};

/*
 * Take the next page of d into t: as the text that it has, if with_layer, or as
 * an image that is upright.  engine tells the orientation.  What t is then, its
 * state says.
 */
void page_task_begin(struct page_task *t, struct pages *d,
    const struct params *params, struct engine *engine, bool with_layer);

/*
 * Read the image of t with engine; whoever calls it sets the state afterwards.
 * It touches nothing but t and engine, so any thread may.
 */
void page_task_read(
    struct page_task *t, const struct params *params, struct engine *engine);

/* The pixels of the image that t holds. */
size_t page_task_pixels(const struct page_task *t);

/* Free what t holds. */
void page_task_clear(struct page_task *t);

#endif
