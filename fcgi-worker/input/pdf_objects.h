/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_objects: the objects of a PDF, by libqpdf, which tells of faults only
 * those who ask.
 */
#ifndef FCGI_WORKER_INPUT_PDF_OBJECTS_H
#define FCGI_WORKER_INPUT_PDF_OBJECTS_H

#include <qpdf/qpdf-c.h>

#include "base/bytes.h"

/*
 * Reads pdf, which is borrowed until *out is closed.  Returns 0, or -1 if
 * libqpdf cannot work on it; *out is to be closed either way.
 */
int pdf_objects_open(const struct bytes *pdf, qpdf_data *out);

void pdf_objects_close(qpdf_data *q);

/*
 * Returns an array of the values of a dictionary, since libqpdf walks through
 * one dictionary at a time; an empty one if it is no dictionary.
 */
qpdf_oh pdf_objects_values(qpdf_data q, qpdf_oh dictionary);

#endif
