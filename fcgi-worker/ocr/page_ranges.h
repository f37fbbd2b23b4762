/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_ranges: the pages that a request has chosen, counted from 1.
 */
#ifndef FCGI_WORKER_OCR_PAGE_RANGES_H
#define FCGI_WORKER_OCR_PAGE_RANGES_H

#include <limits.h>
#include <stdbool.h>

/* The most numbers and ranges, and the largest number of a page. */
#define PAGE_RANGES_MAX 32
#define PAGE_RANGES_PAGE_MAX 99999U
/* The last page of a range that has no end. */
#define PAGE_RANGES_END UINT_MAX

/* With a count of 0, all pages are chosen. */
struct page_ranges {
	unsigned count;
	struct {
		unsigned first, last;
	} spans[PAGE_RANGES_MAX];
};

/*
 * Reads numbers and ranges, as in 1-3,7; 5- goes on to the last page.  Returns
 * 0, or -1 when the text does not have this form; then out has no meaning.
 */
int page_ranges_read(const char *text, struct page_ranges *out);

/* Whether page n is chosen. */
bool page_ranges_has(const struct page_ranges *pages, unsigned n);

/* Whether every number and range begins within a document of total pages. */
bool page_ranges_begin_within(const struct page_ranges *pages, unsigned total);

#endif
