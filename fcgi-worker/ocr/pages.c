/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document: the pages that a request asks for, of all its files.  Holds every
 * file open, but no page.
 */
#include "ocr/pages.h"

#include <stdlib.h>

#include "input/file.h"

static enum image_result
open_files(struct document *d, const struct recipe *r, size_t max_pixels)
{
	enum image_result rc;
	struct source *s;

	d->sources = calloc(d->body->file_count, sizeof(*d->sources));
	if (d->sources == NULL)
		return IMAGE_NO_MEMORY;
	for (; d->opened < d->body->file_count; d->opened++) {
		s = &d->sources[d->opened];
		rc = source_open(
		    s, &d->body->files[d->opened].bytes, max_pixels, r->dpi);
		if (rc != IMAGE_GOOD)
			return rc;
		if (s->count > IMAGE_PAGES_MAX - d->total) {
			source_close(s);
			return IMAGE_TOO_MANY_PAGES;
		}
		d->total += s->count;
	}
	return IMAGE_GOOD;
}

/* Go to the next page that is wanted.  Returns 0, or -1 at the end. */
static int
seek(struct document *d)
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
pass(struct document *d)
{
	d->page++;
	d->number++;
}

static void
begin(struct document *d)
{
	d->number = 1;
	d->file = 0;
	d->page = 0;
}

static enum image_result
check_pages(struct document *d, unsigned max_pages)
{
	enum image_result rc;

	for (begin(d); seek(d) == 0; pass(d)) {
		if (++d->chosen > max_pages)
			return IMAGE_TOO_MANY_PAGES;
		rc = source_check(&d->sources[d->file], d->page);
		if (rc != IMAGE_GOOD)
			return rc;
	}
	begin(d);
	return IMAGE_GOOD;
}

enum document_result
document_open(struct document *d, const struct body *b, const struct recipe *r,
    const struct document_limits *limits, enum image_result *why)
{
	*d = (struct document){.body = b, .wanted = &r->pages};
	*why = b->file_count > limits->max_pages
		   ? IMAGE_TOO_MANY_PAGES
		   : open_files(d, r, limits->max_pixels);
	if (*why != IMAGE_GOOD) {
		d->file = d->opened;
		return DOCUMENT_REFUSED;
	}
	if (value_last_page(&r->pages) > d->total)
		return DOCUMENT_NO_SUCH_PAGE;
	*why = check_pages(d, limits->max_pages);
	return *why == IMAGE_GOOD ? DOCUMENT_GOOD : DOCUMENT_REFUSED;
}

int
document_next(struct document *d, struct document_page *out)
{
	if (seek(d) == -1)
		return -1;
	out->result = source_page(&d->sources[d->file], d->page, &out->pix);
	out->number = d->number;
	out->file = d->body->files[d->file].name;
	pass(d);
	return 0;
}

void
document_close(struct document *d)
{
	size_t i;

	for (i = 0; i < d->opened; i++)
		source_close(&d->sources[i]);
	free(d->sources);
	d->sources = NULL;
	d->opened = 0;
}
