/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_labels: the labels of the pages of a PDF, such as iv or A-2, which stay
 * with their pages when other pages come or go.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_LABELS_H
#define FCGI_WORKER_OUTPUT_PDF_LABELS_H

#include <qpdf/qpdf-c.h>

/* Writes the label of each page of q, such as "iv", into the page itself, so
 * that it stays when the page is copied into another document, for which
 * pdf_labels_collect() is called then.  Does nothing if q has no labels, or
 * without memory. */
void pdf_labels_distribute(qpdf_data q);

/* Takes the labels out of the pages of q again and lists them for the document,
 * where a page without one is given its number. */
void pdf_labels_collect(qpdf_data q);

#endif
