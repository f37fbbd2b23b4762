/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_link_names: the names of places that links of a PDF lead to.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_LINK_NAMES_H
#define FCGI_WORKER_OUTPUT_PDF_LINK_NAMES_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * annotations are those of a page.  Replaces names of places in the links among
 * them by the places themselves: in another document a name means nothing, or
 * another place.  Lowers the budget *left, the bytes of names that may still be
 * read; at 0, names stay as they are.
 */
void pdf_link_names_resolve(qpdf_data q, qpdf_oh annotations, size_t *left);

/*
 * Does for one link, or for a bookmark, what pdf_link_names_resolve() does for
 * all links of a page.
 */
void pdf_link_names_resolve_link(qpdf_data q, qpdf_oh link, size_t *left);

#endif
