/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_outlines: joins the bookmarks of PDFs that are joined. */
#ifndef FCGI_WORKER_OUTPUT_PDF_OUTLINES_H
#define FCGI_WORKER_OUTPUT_PDF_OUTLINES_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Returns the bookmarks of q, prepared for another document, into which the
 * caller copies them.  Lowers two budgets: *items, bookmarks that may still be
 * read, and *names, bytes of names that may.  Returns null if q has no
 * bookmarks, or more than *items.
 */
qpdf_oh pdf_outlines_take(qpdf_data q, unsigned *items, size_t *names);

/*
 * Adds outlines, the bookmarks of another document that were copied into q,
 * after those of q.  outlines may be null.
 */
void pdf_outlines_add(qpdf_data q, qpdf_oh outlines);

#endif
