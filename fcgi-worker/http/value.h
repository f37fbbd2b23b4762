/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * value: reads the text of one option's value.  Every function returns 0, or -1
 * when the text does not have its form; then what it wrote has no meaning.
 */
#ifndef FCGI_WORKER_HTTP_VALUE_H
#define FCGI_WORKER_HTTP_VALUE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define VALUE_LANG_MAX 255
#define VALUE_LANGS_MAX 8
#define VALUE_SPANS_MAX 32
#define VALUE_ROTATE_AUTO (-1)
/* The largest number of a page, and the last page of a range that has no end.
 */
#define VALUE_PAGE_MAX 99999U
#define VALUE_PAGES_END UINT_MAX

/* Chosen pages, counted from 1; none: all of them. */
struct value_pages {
	unsigned count;
	struct {
		unsigned first, last;
	} spans[VALUE_SPANS_MAX];
};

/* A part of a page in pixels; with a width of 0, the whole page. */
struct value_region {
	uint32_t x, y, width, height;
};

/* Read a number of digits only, from low to high. */
int value_number(const char *text, int low, int high, int *out);

/* Numbers and ranges, 1-3,7; 5- goes on to the last page. */
int value_pages(const char *text, struct value_pages *out);

/* x,y,width,height, of at least one pixel and below 100,000. */
int value_region(const char *text, struct value_region *out);

/* 0, 90, 180 or 270, clockwise, or auto: VALUE_ROTATE_AUTO. */
int value_rotate(const char *text, int *out);

/*
 * Read languages joined by + or , or a space into out, joined by +, each
 * once.
 */
int value_lang(const char *text, char out[static VALUE_LANG_MAX + 1]);

/* Whether page n is chosen. */
bool value_has_page(const struct value_pages *pages, unsigned n);

/* Whether all numbers and ranges begin with one of total pages. */
bool value_pages_begin_within(const struct value_pages *pages, unsigned total);

#endif
