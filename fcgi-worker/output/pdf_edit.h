/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_edit: what is done to the objects of a PDF that is changed.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_EDIT_H
#define FCGI_WORKER_OUTPUT_PDF_EDIT_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/* Returns a copy of the dictionary from, or an empty one if it is something
 * else; what is in it is shared. */
qpdf_oh pdf_edit_copy(qpdf_data q, qpdf_oh from);

/* Makes the bytes, compressed, the data of stream.  Returns 0, or -1. */
int pdf_edit_set_data(
    qpdf_data q, qpdf_oh stream, const void *data, size_t size);

#endif
