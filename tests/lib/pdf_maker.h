/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs written object by object, for tests that need what no library draws.
 */
#ifndef TESTS_PDF_MAKER_H
#define TESTS_PDF_MAKER_H

#include <stddef.h>

#include "tests/lib/page.h"

struct pdf_maker {
	struct page_file file; /* to be cleared */
	size_t offsets[64];    /* of objects, by number */
	unsigned count;	       /* objects have smaller numbers */
};

/* Writes the head. */
void pdf_maker_begin(struct pdf_maker *m);

/* Writes an object, whose text is formatted as by printf. */
void pdf_maker_add(struct pdf_maker *m, unsigned number, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Writes a stream; entries are those of its dictionary beside /Length. */
void pdf_maker_add_stream(struct pdf_maker *m, unsigned number,
    const char *entries, const void *data, size_t size);

/* Does the same with text as its data. */
void pdf_maker_add_text(struct pdf_maker *m, unsigned number, const char *text);

/*
 * Writes an image as an object, without loss: in black and white if its pixels
 * have one bit, else in 256 grays.
 */
void pdf_maker_add_image(
    struct pdf_maker *m, unsigned number, const struct page_file *image);

/* Writes the cross-reference table and the trailer, which has these entries
 * beside /Size. */
void pdf_maker_end(struct pdf_maker *m, const char *entries);

/*
 * Makes a whole document of up to 25 pages with text that need not be
 * recognized, 30 kilobytes each.  Documents of different numbers differ.
 */
void pdf_maker_pages(unsigned number, unsigned pages, struct page_file *file);

#endif
