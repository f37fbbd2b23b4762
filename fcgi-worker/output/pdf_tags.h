/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_tags: removes references from a page of a PDF to its tree of tags. */
#ifndef FCGI_WORKER_OUTPUT_PDF_TAGS_H
#define FCGI_WORKER_OUTPUT_PDF_TAGS_H

#include <qpdf/qpdf-c.h>

/*
 * Removes the numbers by which the document's tree of tags refers to page, to
 * its annotations and to what it draws: in another document they would refer to
 * something else.  Lowers the budget *left, the drawn objects that may still be
 * searched; at 0, the rest stays as it is.
 */
void pdf_tags_remove(qpdf_data q, qpdf_oh page, unsigned *left);

#endif
