/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_labels: the labels of the pages of a PDF, such as iv or A-2, which stay
 * with their pages when other pages come or go.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_LABELS_H
#define FCGI_WORKER_OUTPUT_PDF_LABELS_H

#include <qpdf/qpdf-c.h>

/*
 * Writes the label of each page of q, such as "iv", into the page itself, so
 * that it stays with the page when that is copied into another document.  Later
 * pdf_labels_collect() is called for that document.  Does nothing if q has no
 * labels, or without memory.
 */
void pdf_labels_distribute(qpdf_data q);

/*
 * Removes the labels from the pages of q again, and makes a tree of them for
 * the document.  A page without a label gets its number as one.  If no page has
 * a label, the document gets none.
 */
void pdf_labels_collect(qpdf_data q);

#endif
