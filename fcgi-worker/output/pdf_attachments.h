/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_attachments: the files that are attached to PDFs which are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_ATTACHMENTS_H
#define FCGI_WORKER_OUTPUT_PDF_ATTACHMENTS_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Returns the files that are attached to q: an array of a name and a file for
 * each.  Reading uses up the budget *left, in bytes of names.  Returns null if
 * the budget is too small or the name tree too deep.
 */
qpdf_oh pdf_attachments_list(qpdf_data q, size_t *left);

/*
 * Attaches files to q in place of those that it has.  files is an array of
 * objects of q, such as pdf_attachments_list() returns.  Files of the same name
 * get different names.  If there are too many files, q stays as it is.  Returns
 * 0, or -1 without memory.
 */
int pdf_attachments_set(qpdf_data q, qpdf_oh files);

#endif
