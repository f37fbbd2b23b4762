/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_attachments: the files that are attached to PDFs which are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_ATTACHMENTS_H
#define FCGI_WORKER_OUTPUT_PDF_ATTACHMENTS_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Returns the files that are attached to q: an array of their names, each with
 * what it names behind it; or null if there are too many.  As many bytes of
 * names as *left are looked at, which become less.
 */
qpdf_oh pdf_attachments_list(qpdf_data q, size_t *left);

/* Makes files, an array as pdf_attachments_list() returns it, of objects of q,
 * the list of files that are attached to q.  Of several with the same name, all
 * but one get another name.  If there are too many, q stays as it is.  Returns
 * 0, or -1 without memory. */
int pdf_attachments_set(qpdf_data q, qpdf_oh files);

#endif
