/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs whose one page shows a scan, tests/data/sample.png, upright to a viewer;
 * and a server to send them to.
 */
#ifndef TESTS_SCANNED_PDF_H
#define TESTS_SCANNED_PDF_H

#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"

/* The number of the first object that a function more may add, and of the first
 * one behind those of scanned_pdf_add_book. */
enum { SCANNED_PDF_MORE = 6, SCANNED_PDF_AFTER_BOOK = 9 };

/* What is NULL is left out. */
struct scanned_pdf {
	const char *name;
	/* Further entries of the dictionaries of this name. */
	const char *catalog, *page, *trailer;
	const char *content;	/* operators that follow those of the scan */
	const char *contents;	/* the page's /Contents; NULL: the scan's */
	int turn, left, bottom; /* /Rotate, and the corner of /MediaBox */
	void (*more)(struct pdf_maker *m); /* adds objects */
	const char *qpdf[8]; /* options with which qpdf writes the PDF anew */
};

/* The scan as a file.  The fixtures of a group read and clear it, and start and
 * stop server_fixture's server. */
extern struct page_file scanned_pdf_scan;
int scanned_pdf_setup(void **state);
int scanned_pdf_teardown(void **state);

/* Returns the PDF, to be cleared.  Fails the calling test if qpdf fails. */
struct page_file scanned_pdf_make(const struct scanned_pdf *k);

/* Adds what a book has: the outlines, object 6, with one bookmark, and the
 * link, object 8.  It can be the function more. */
void scanned_pdf_add_book(struct pdf_maker *m);

#endif
