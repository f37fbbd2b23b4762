/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_outlines: the bookmarks of PDFs that are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_OUTLINES_H
#define FCGI_WORKER_OUTPUT_PDF_OUTLINES_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Returns the outlines of q, made ready to be copied into another document, or
 * null if there are none.  As many bookmarks as *items are looked at, and as
 * many bytes of names as *names, which become less; a document with more is
 * taken for one without.
 */
qpdf_oh pdf_outlines_take(qpdf_data q, unsigned *items, size_t *names);

/* Adds bookmarks behind those that q has: outlines is the tree of bookmarks of
 * another document, copied into q, or null. */
void pdf_outlines_add(qpdf_data q, qpdf_oh outlines);

#endif
