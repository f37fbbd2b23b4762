/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_task: takes one page from its file to the text that was read.
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
	double read_ms;	  /* that reading it took */
	unsigned number;  /* number of the page, to report it as damaged */
	const char *file; /* name of its file, for the same; or NULL */
	struct page *result;
	struct problem problem;
	/* What was read before it was drawn once more, and its image; or
	 * nothing. */
	struct page *coarse;
	struct Pix *coarse_pix;
};

/*
 * Takes the next page of d into t: as the text that it has, if with_layer, or
 * as an image that is upright.  engine finds the orientation.  Afterwards the
 * state of t says what it has.
 */
void page_task_begin(struct page_task *t, struct pages *d,
    const struct params *params, struct engine *engine, bool with_layer);

/*
 * Reads the image of t with engine; whoever calls it sets the state afterwards.
 * It touches nothing but t and engine, so any thread may.
 */
void page_task_read(
    struct page_task *t, const struct params *params, struct engine *engine);

/* Returns the pixels of the images that t holds. */
size_t page_task_pixels(const struct page_task *t);

/* Frees what t holds. */
void page_task_clear(struct page_task *t);

#endif
