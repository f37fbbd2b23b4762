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
 * Changes each page of pdf, in which poppler finds so many pages.  change_page
 * gets the number of a page, counted from 0, and returns how many changes it
 * made.  Returns 0 and sets *out, the whole file, with data to be freed; or -1
 * if there are no changes, if libqpdf cannot work on it or finds another number
 * of pages, or without memory.
 */
int pdf_objects_change(const struct bytes *pdf, unsigned pages,
    unsigned (*change_page)(qpdf_data q, unsigned number), struct bytes *out);

/* Returns how many items an array has; 0 for an object that is none. */
int pdf_objects_count(qpdf_data q, qpdf_oh array);

/* Appends the items of another array, if that is one, to an array. */
void pdf_objects_append_items(qpdf_data q, qpdf_oh array, qpdf_oh other);

/*
 * Returns the name that stands in content as size bytes, which may be written
 * in several ways, as libqpdf knows it; it holds until the next one is asked
 * for.  Without one, returns "", which nothing is named.
 */
const char *pdf_objects_read_name(qpdf_data q, const char *name, size_t size);

/*
 * Leaves out of the content of page, if that is an array, what is no stream, as
 * viewers do.  Returns how many items these were.
 */
unsigned pdf_objects_mend_contents(qpdf_data q, qpdf_oh page);

/*
 * Returns an array of the values of a dictionary, since libqpdf walks through
 * one dictionary at a time; an empty one if it is no dictionary.
 */
qpdf_oh pdf_objects_values(qpdf_data q, qpdf_oh dictionary);

#endif
