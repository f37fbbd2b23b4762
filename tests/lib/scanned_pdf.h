/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs whose one page shows a scan, tests/data/sample.png, upright to a viewer;
 * and a server to send them to.
 */
#ifndef TESTS_SCANNED_PDF_H
#define TESTS_SCANNED_PDF_H

#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"

/* The first number of objects that are not the page's, and the first one behind
 * those of scanned_pdf_add_book. */
enum { SCANNED_PDF_MORE = 6, SCANNED_PDF_AFTER_BOOK = 9 };

struct scanned_pdf {
	const char *name;
	/* More entries of their dictionaries. */
	const char *catalog, *page, *trailer;
	const char *content;  /* drawn behind the scan */
	const char *contents; /* that the page has, not only its own */
	int turn, left, bottom;
	void (*more)(struct pdf_maker *m); /* adds objects */
	const char *qpdf[8]; /* options with which qpdf writes it anew */
};

/* The scan alone; there between the fixtures of a group, which are those of
 * server_fixture, too. */
extern struct page_file scanned_pdf_scan;
int scanned_pdf_setup(void **state);
int scanned_pdf_teardown(void **state);

/* Makes the PDF, to be cleared. */
struct page_file scanned_pdf_make(const struct scanned_pdf *k);

/* Adds what a book has: the outlines, object 6, with one bookmark, and the
 * link, object 8.  It serves as the function more. */
void scanned_pdf_add_book(struct pdf_maker *m);

#endif
