/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pages: the pages that a request asks for, of all its files, one after
 * the other.
 */
#ifndef FCGI_WORKER_OCR_PAGES_H
#define FCGI_WORKER_OCR_PAGES_H

#include "http/body.h"
#include "input/image.h"
#include "ocr/params.h"

struct input_file;

struct pages {
	const struct body *body;
	const struct value_pages *wanted;
	struct input_file *sources; /* one for each file */
	size_t opened;		    /* of them */
	unsigned total;		    /* pages of all files */
	unsigned chosen;	    /* of them */
	unsigned number;	    /* of the page that comes next, from 1 */
	size_t file; /* where that page is; after a refusal, the one at fault */
	unsigned page; /* and which of its pages, from 0 */
};

/* A page, and where it comes from. */
struct pages_page {
	enum image_result result; /* a pix if IMAGE_GOOD or _DAMAGED */
	struct Pix *pix;
	unsigned number; /* among all pages, from 1 */
	const char *file;
};

enum pages_result {
	PAGES_OK,
	PAGES_REFUSED,	   /* a file, as *why says */
	PAGES_NO_SUCH_PAGE /* pages= names one that is not there */
};

/* What a document is made within. */
struct pages_limits {
	size_t max_pixels; /* of one page */
	unsigned max_pages;
};

/*
 * Open the files of b and find the pages that r wants; both are
 * borrowed.  Whatever the result, end with pages_close.
 */
enum pages_result pages_open(struct pages *d, const struct body *b,
    const struct params *r, const struct pages_limits *limits,
    enum image_result *why);

/*
 * Decode the next page, to be freed with image_free_page.  Returns 0, or -1
 * when there is none left.
 */
int pages_next(struct pages *d, struct pages_page *out);

/* Free what d holds. */
void pages_close(struct pages *d);

#endif
