/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_tags: what on a page of a PDF is named by the tree of its tags.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TAGS_H
#define FCGI_WORKER_OUTPUT_PDF_TAGS_H

#include <qpdf/qpdf-c.h>

/*
 * Removes from a page, its annotations and what it draws the numbers by which
 * the document's tree of tags knows them: in another document they would be
 * those of something else.  At most *left objects that are drawn are looked at,
 * which are taken from it.
 */
void pdf_tags_remove(qpdf_data q, qpdf_oh page, unsigned *left);

#endif
