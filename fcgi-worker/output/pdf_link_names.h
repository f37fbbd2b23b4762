/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_link_names: the names of places that links of a PDF lead to.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_LINK_NAMES_H
#define FCGI_WORKER_OUTPUT_PDF_LINK_NAMES_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Makes links name the place itself that they lead to, where they use a name
 * for it that only the document explains: in another one it means nothing, or
 * another place. annotations are those of a page. *left is how many bytes of
 * names may still be looked at; it is counted down, and at 0 names stay as they
 * are.
 */
void pdf_link_names_resolve(qpdf_data q, qpdf_oh annotations, size_t *left);

/* Does to one link, or to a bookmark, what pdf_link_names_resolve() does to
 * those of a page; left has the same meaning. */
void pdf_link_names_resolve_link(qpdf_data q, qpdf_oh link, size_t *left);

#endif
