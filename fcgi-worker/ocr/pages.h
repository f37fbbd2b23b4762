/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pages: the pages that a request asks for, of all its files, one after
 * the other.
 */
#ifndef FCGI_WORKER_OCR_PAGES_H
#define FCGI_WORKER_OCR_PAGES_H

#include <stdbool.h>

#include "http/body.h"
#include "http/problem.h"
#include "input/image.h"
#include "input/image_encoded.h"
#include "ocr/params.h"

struct input_file;
struct pdf_finer;
struct pdf_assembly_file;
struct text_layer;

/* The limits on the pages of a request. */
struct pages_limits {
	size_t max_pixels; /* of one page */
	unsigned max_pages;
};

struct pages {
	const struct pages_limits *limits;
	const struct body *body;
	const struct page_ranges *wanted;
	struct input_file *sources;	 /* one for each file */
	struct pdf_assembly_file *files; /* one for each file */
	size_t opened;			 /* how many sources are open */
	unsigned total;			 /* pages of all files */
	unsigned chosen;		 /* how many of them are wanted */
	unsigned number;    /* of the page that comes next, from 1 */
	unsigned last;	    /* the page that came last, from 1, or 0 */
	size_t last_file;   /* the file of that page */
	size_t file;	    /* the file of the page that comes next, */
	unsigned page;	    /* and which page of that file it is, from 0 */
	bool wants_encoded; /* pages are for a PDF */
	bool accepts_fewer; /* the format can say in an answer that something
			       could not be read */
};

/* A page, and where it comes from. */
struct pages_page {
	struct Pix *pix; /* NULL: it was not decoded */
	bool damaged;	 /* parts of it may not have been decoded */
	bool has_gap;	 /* and it is sure that parts are missing */
	unsigned number; /* among all pages, from 1 */
	int layout_dpi;	 /* see input_file_page */
	const char *file;
	size_t source;	 /* that file among the files, from 0 */
	unsigned index;	 /* and the page among its pages */
	bool is_encoded; /* in a form that a PDF can hold */
	struct image_encoded encoded;
};

/*
 * Opens the files of b and finds the pages that r wants within the limits; all
 * are borrowed.  Returns 0, or -1 with the problem.  Whatever the result, end
 * with pages_close.
 */
int pages_open(struct pages *d, const struct body *b, const struct params *r,
    const struct pages_limits *limits, struct problem *p);

/* Whether the answer may have a page although only a part of it can be read. */
bool pages_may_be_in_part(const struct pages *d);

/* Whether the answer may leave out a page that cannot be read, and say so. */
bool pages_may_be_left_out(const struct pages *d);

/* Goes back, so that the first page that is wanted comes next. */
void pages_rewind(struct pages *d);

/* Returns the number of the next page, counted from 1, or 0 when there is none
 * left. */
unsigned pages_next_number(struct pages *d);

/* Decodes the next page.  Returns 1 with the page in out, whose pix is to be
 * freed with image_free_page.  Returns 0 when there is none left.  Returns -1
 * with the problem; then out has no pix but says which page it was. */
int pages_next(struct pages *d, struct pages_page *out, struct problem *p);

/* Whether more can be seen on page, which pages_next has returned, at the
 * resolution that wanted says. */
bool pages_has_finer(const struct pages *d, const struct pages_page *page,
    const struct pdf_finer *wanted);

/*
 * Draws page, which pages_next has returned, once more at the resolution that
 * wanted says.  Returns the image, to be freed with image_free_page, or NULL
 * when no more could be seen on it or drawing fails.
 */
struct Pix *pages_draw_finer(const struct pages *d,
    const struct pages_page *page, const struct pdf_finer *wanted);

/*
 * Reads the text that the next page brings along, as pages of a PDF do; the
 * page stays the next one.  Returns 1 with the text in layer, to be freed with
 * text_layer_free, and the number and file of the page in out.  Returns 0 when
 * files of its kind have no text, the page is too large, or none is left.
 * Returns -1 with the problem.
 */
int pages_layer(struct pages *d, struct pages_page *out,
    struct text_layer *layer, struct problem *p);

/* Goes past the next page, which is not decoded. */
void pages_skip(struct pages *d);

/* Makes p the problem that nothing was read on page, which is damaged.  Returns
 * -1. */
int pages_refuse_damaged(const struct pages_page *page, struct problem *p);

/* Returns the name of the file of the page that came last, or NULL. */
const char *pages_last_file(const struct pages *d);

/* Frees what d holds. */
void pages_close(struct pages *d);

#endif
