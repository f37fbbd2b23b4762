/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pages: the pages that a request asks for, of all its files.  Holds every
 * file open, but no page.
 */
#include "ocr/pages.h"

#include <stdio.h>
#include <stdlib.h>

#include "input/file.h"
#include "ocr/image_problem.h"
#include "output/pdf_assembly.h"

/* Sets the problem for the file that d is at.  Returns -1. */
static int
refuse_file(const struct pages *d, enum image_result rc, struct problem *p)
{
	const char *file = NULL;

	if (d->file < d->body->file_count)
		file = d->body->files[d->file].name;
	return image_problem_set(
	    p, rc, file == NULL ? "the body" : file, d->limits);
}

/*
 * Opens the file that d is at, and counts its pages.  Returns IMAGE_OK, or why
 * not; then the file is closed.
 */
static enum image_result
open_file(struct pages *d, int dpi)
{
	struct input_file *s = &d->sources[d->file];
	enum image_result rc = input_file_open(
	    s, &d->body->files[d->file].bytes, d->limits->max_pixels, dpi);

	if (rc != IMAGE_OK)
		return rc;
	if (s->count > IMAGE_PAGES_MAX - d->total) {
		input_file_close(s);
		return IMAGE_TOO_MANY_PAGES;
	}
	d->files[d->file].pages = s->count;
	/* Until count_pages finds that one of its pages is wanted. */
	d->files[d->file].is_left_out = true;
	if (s->type == SNIFF_PDF)
		d->files[d->file].pdf = &d->body->files[d->file].bytes;
	d->total += s->count;
	d->opened++;
	return IMAGE_OK;
}

/* Opens all files.  Returns 0, or -1 with the problem. */
static int
open_files(struct pages *d, int dpi, struct problem *p)
{
	enum image_result rc;

	if (d->body->file_count > d->limits->max_pages)
		return refuse_file(d, IMAGE_TOO_MANY_PAGES, p);
	d->sources = calloc(d->body->file_count, sizeof(*d->sources));
	d->files = calloc(d->body->file_count, sizeof(*d->files));
	if (d->sources == NULL || d->files == NULL)
		return refuse_file(d, IMAGE_NO_MEMORY, p);
	for (; d->file < d->body->file_count; d->file++) {
		rc = open_file(d, dpi);
		if (rc != IMAGE_OK)
			return refuse_file(d, rc, p);
	}
	return 0;
}

/*
 * Goes on to the next page that is wanted, unless d is at one.  Returns 0, or
 * -1 at the end.
 */
static int
find_wanted(struct pages *d)
{
	for (;; d->page++, d->number++) {
		while (d->file < d->body->file_count &&
		       d->page == d->sources[d->file].count) {
			d->file++;
			d->page = 0;
		}
		if (d->file == d->body->file_count)
			return -1;
		if (page_ranges_has(d->wanted, d->number))
			return 0;
	}
}

/* Goes past the page that d is at. */
static void
pass_page(struct pages *d)
{
	d->page++;
	d->number++;
}

void
pages_rewind(struct pages *d)
{
	d->number = 1;
	d->file = 0;
	d->page = 0;
}

/*
 * Counts the pages that are wanted, and marks the files that have them.
 * Returns 0, or -1 with the problem if they are too many.
 */
static int
count_pages(struct pages *d, struct problem *p)
{
	for (pages_rewind(d); find_wanted(d) == 0; pass_page(d)) {
		if (++d->chosen > d->limits->max_pages)
			return refuse_file(d, IMAGE_TOO_MANY_PAGES, p);
		d->files[d->file].is_left_out = false;
	}
	pages_rewind(d);
	return 0;
}

bool
pages_may_be_in_part(const struct pages *d)
{
	return d->accepts_fewer;
}

bool
pages_may_be_left_out(const struct pages *d)
{
	return d->chosen > 1 && d->accepts_fewer;
}

/* Sets the problem for that page.  Returns -1. */
static int
refuse_page(unsigned number, enum image_result rc,
    const struct pages_limits *limits, struct problem *p)
{
	char what[32];

	snprintf(what, sizeof(what), "page %u", number);
	return image_problem_set(p, rc, what, limits);
}

/* Returns IMAGE_OK, or in which way the page that d is at is too large.  A
 * broken page counts as good: decoding it will tell. */
static enum image_result
check_size(const struct pages *d)
{
	enum image_result rc =
	    input_file_measure(&d->sources[d->file], d->page);

	return rc == IMAGE_BROKEN ? IMAGE_OK : rc;
}

/* Checks, before any page is read, that none that is wanted is too large.
 * Returns 0, or -1 with the problem. */
static int
check_sizes(struct pages *d, struct problem *p)
{
	enum image_result rc = IMAGE_OK;

	for (; rc == IMAGE_OK && find_wanted(d) == 0; pass_page(d)) {
		rc = check_size(d);
		if (rc != IMAGE_OK)
			return refuse_page(d->number, rc, d->limits, p);
	}
	pages_rewind(d);
	return 0;
}

int
pages_open(struct pages *d, const struct body *b, const struct params *r,
    const struct pages_limits *limits, struct problem *p)
{
	*d = (struct pages){.limits = limits,
	    .body = b,
	    .wanted = &r->pages,
	    .wants_encoded = r->format == FORMAT_PDF,
	    .accepts_fewer = r->format == FORMAT_JSON ||
			     r->format == FORMAT_NDJSON || r->is_lenient};
	if (open_files(d, r->dpi, p) == -1)
		return -1;
	/*
	 * A range may go beyond the last page; the pages that do not exist are
	 * left out.
	 */
	if (!page_ranges_begin_within(&r->pages, d->total))
		return problem_bad_parameter(p, "pages",
		    "The last page is page %u; a number or a range of pages "
		    "must not begin after it.",
		    d->total);
	if (count_pages(d, p) == -1)
		return -1;
	/* A page that may be left out is refused when its turn comes. */
	if (!pages_may_be_left_out(d) && check_sizes(d, p) == -1)
		return -1;
	if (format_is_picture(r->format) && d->chosen != 1)
		return problem_bad_parameter(p, "pages",
		    "A picture is of one page; of the %u pages, pages must "
		    "name one.",
		    d->total);
	return 0;
}

unsigned
pages_next_number(struct pages *d)
{
	return find_wanted(d) == -1 ? 0 : d->number;
}

int
pages_next(struct pages *d, struct pages_page *out, struct problem *p)
{
	enum image_result rc;

	if (find_wanted(d) == -1)
		return 0;
	out->number = d->number;
	out->file = d->body->files[d->file].name;
	out->source = d->file;
	out->index = d->page;
	d->last = d->number;
	d->last_file = d->file;
	rc = check_size(d);
	if (rc == IMAGE_OK)
		rc = input_file_page(&d->sources[d->file], d->page, &out->pix);
	out->layout_dpi = d->sources[d->file].layout_dpi;
	out->damaged = rc == IMAGE_DAMAGED;
	out->has_gap = d->sources[d->file].has_gap;
	out->is_encoded =
	    rc == IMAGE_OK && d->wants_encoded &&
	    input_file_encoded(&d->sources[d->file], d->page, &out->encoded);
	pass_page(d);
	if (rc == IMAGE_OK || rc == IMAGE_DAMAGED)
		return 1;
	return refuse_page(out->number, rc, d->limits, p);
}

bool
pages_has_finer(const struct pages *d, const struct pages_page *page,
    const struct pdf_finer *wanted)
{
	return input_file_has_finer(
	    &d->sources[page->source], page->index, wanted);
}

struct Pix *
pages_draw_finer(const struct pages *d, const struct pages_page *page,
    const struct pdf_finer *wanted)
{
	struct Pix *pix = NULL;
	enum image_result rc = input_file_finer(
	    &d->sources[page->source], page->index, wanted, &pix);

	return rc == IMAGE_OK || rc == IMAGE_DAMAGED ? pix : NULL;
}

const char *
pages_last_file(const struct pages *d)
{
	return d->last == 0 ? NULL : d->body->files[d->last_file].name;
}

int
pages_layer(struct pages *d, struct pages_page *out, struct text_layer *layer,
    struct problem *p)
{
	enum image_result rc;

	if (find_wanted(d) == -1)
		return 0;
	*out = (struct pages_page){
	    .number = d->number, .file = d->body->files[d->file].name};
	/* pages_next refuses a page that is too large. */
	if (check_size(d) != IMAGE_OK)
		return 0;
	rc = input_file_layer(
	    &d->sources[d->file], d->page, d->wants_encoded, layer);
	if (rc == IMAGE_UNSUPPORTED)
		return 0;
	return rc == IMAGE_OK ? 1 : refuse_page(d->number, rc, d->limits, p);
}

void
pages_skip(struct pages *d)
{
	pass_page(d);
}

int
pages_refuse_damaged(const struct pages_page *page, struct problem *p)
{
	return refuse_page(page->number, IMAGE_DAMAGED, NULL, p);
}

void
pages_close(struct pages *d)
{
	size_t i;

	for (i = 0; i < d->opened; i++)
		input_file_close(&d->sources[i]);
	free(d->sources);
	free(d->files);
	d->sources = NULL;
	d->files = NULL;
	d->opened = 0;
}
