/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_marks: marks that readers of a PDF left on its pages.
 */
#ifndef FCGI_WORKER_INPUT_PDF_MARKS_H
#define FCGI_WORKER_INPUT_PDF_MARKS_H

#include <stdbool.h>

/* PopplerPage, declared in poppler.h. */
struct _PopplerPage;

/*
 * Hides the annotations of page that have no text of their own on the page and
 * may cover words: highlights, lines under and through words, notes and their
 * windows, and the borders of links.  Does not change the file.
 */
void pdf_marks_hide(struct _PopplerPage *page);

/* Whether pdf_marks_hide() hides annotations of the subtype, a name with its
 * slash. */
bool pdf_marks_have(const char *subtype);

#endif
