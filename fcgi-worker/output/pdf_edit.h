/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_edit: small changes to objects of a PDF that libqpdf has open. */
#ifndef FCGI_WORKER_OUTPUT_PDF_EDIT_H
#define FCGI_WORKER_OUTPUT_PDF_EDIT_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Returns a copy of source, a dictionary; an empty one if it is none.  The
 * values are shared.
 */
qpdf_oh pdf_edit_copy(qpdf_data q, qpdf_oh source);

/*
 * Returns the value of key in holder, a dictionary, if it has the same type as
 * empty; otherwise sets the value to empty and returns that.
 */
qpdf_oh pdf_edit_get_or_make(
    qpdf_data q, qpdf_oh holder, const char *key, qpdf_oh empty);

/*
 * Compresses the size bytes of data and makes them the data of stream.  Returns
 * 0, or -1 without memory.
 */
int pdf_edit_set_data(
    qpdf_data q, qpdf_oh stream, const void *data, size_t size);

#endif
