/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pages: the pages that a request asks for, of all its files.  Holds every
 * file open, but no page.
 */
#include "ocr/pages.h"

#include <stdlib.h>

#include "input/file.h"

static enum image_result
open_files(struct pages *d, const struct params *r, size_t max_pixels)
{
	enum image_result rc;
	struct input_file *s;

	d->sources = calloc(d->body->file_count, sizeof(*d->sources));
	if (d->sources == NULL)
		return IMAGE_NO_MEMORY;
	for (; d->opened < d->body->file_count; d->opened++) {
		s = &d->sources[d->opened];
		rc = input_file_open(
		    s, &d->body->files[d->opened].bytes, max_pixels, r->dpi);
		if (rc != IMAGE_GOOD)
			return rc;
		if (s->count > IMAGE_PAGES_MAX - d->total) {
			input_file_close(s);
			return IMAGE_TOO_MANY_PAGES;
		}
		d->total += s->count;
	}
	return IMAGE_GOOD;
}

/* Go to the next page that is wanted.  Returns 0, or -1 at the end. */
static int
seek(struct pages *d)
{
	for (;; d->page++, d->number++) {
		while (d->file < d->body->file_count &&
		       d->page == d->sources[d->file].count) {
			d->file++;
			d->page = 0;
		}
		if (d->file == d->body->file_count)
			return -1;
		if (value_has_page(d->wanted, d->number))
			return 0;
	}
}

static void
pass(struct pages *d)
{
	d->page++;
	d->number++;
}

static void
begin(struct pages *d)
{
	d->number = 1;
	d->file = 0;
	d->page = 0;
}

static enum image_result
check_pages(struct pages *d, unsigned max_pages)
{
	enum image_result rc;

	for (begin(d); seek(d) == 0; pass(d)) {
		if (++d->chosen > max_pages)
			return IMAGE_TOO_MANY_PAGES;
		rc = input_file_check(&d->sources[d->file], d->page);
		if (rc != IMAGE_GOOD)
			return rc;
	}
	begin(d);
	return IMAGE_GOOD;
}

enum pages_result
pages_open(struct pages *d, const struct body *b, const struct params *r,
    const struct pages_limits *limits, enum image_result *why)
{
	*d = (struct pages){.body = b, .wanted = &r->pages};
	*why = b->file_count > limits->max_pages
		   ? IMAGE_TOO_MANY_PAGES
		   : open_files(d, r, limits->max_pixels);
	if (*why != IMAGE_GOOD) {
		d->file = d->opened;
		return PAGES_REFUSED;
	}
	if (value_last_page(&r->pages) > d->total)
		return PAGES_NO_SUCH_PAGE;
	*why = check_pages(d, limits->max_pages);
	return *why == IMAGE_GOOD ? PAGES_OK : PAGES_REFUSED;
}

int
pages_next(struct pages *d, struct pages_page *out)
{
	if (seek(d) == -1)
		return -1;
	out->result = input_file_page(&d->sources[d->file], d->page, &out->pix);
	out->number = d->number;
	out->file = d->body->files[d->file].name;
	pass(d);
	return 0;
}

void
pages_close(struct pages *d)
{
	size_t i;

	for (i = 0; i < d->opened; i++)
		input_file_close(&d->sources[i]);
	free(d->sources);
	d->sources = NULL;
	d->opened = 0;
}
