/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_objects: the objects of a PDF, by libqpdf.  Faults are returned, and not
 * written to stderr.
 */
#ifndef FCGI_WORKER_INPUT_PDF_OBJECTS_H
#define FCGI_WORKER_INPUT_PDF_OBJECTS_H

#include <qpdf/qpdf-c.h>

#include "base/bytes.h"

/*
 * Reads pdf, which is borrowed until *out is closed.  Returns 0, or -1 if
 * libqpdf cannot read it.  In either case the caller closes *out.
 */
int pdf_objects_open(const struct bytes *pdf, qpdf_data *out);

/* Closes *q, without a message about errors that nobody has asked for. */
void pdf_objects_close(qpdf_data *q);

/*
 * Writes a changed copy of pdf.  Calls change_page with the number of each
 * page, counted from 0; it returns how many changes it made.  pages is the
 * number of pages that poppler finds.  Returns 0 and sets *out to the whole new
 * file, with data to be freed.  Returns -1 if there were no changes, if libqpdf
 * cannot read pdf or finds another number of pages, or without memory.
 */
int pdf_objects_change(const struct bytes *pdf, unsigned pages,
    unsigned (*change_page)(qpdf_data q, unsigned number), struct bytes *out);

/*
 * Writes pdf with a new tree of the pages that libqpdf finds.  Pages that
 * poppler does not find in the old tree, since it counts them wrongly or has
 * pages that are no objects of their own, are found in the new one.  Returns 0
 * and sets *out to the whole file, whose data the caller frees; or -1 if
 * libqpdf cannot read pdf, if pages are lost, or without memory.
 */
int pdf_objects_renew_tree(const struct bytes *pdf, struct bytes *out);

/*
 * Returns the value of key in object; or null if it has none or is no
 * dictionary.  (libqpdf itself would complain of an object of another type.)
 */
qpdf_oh pdf_objects_get(qpdf_data q, qpdf_oh object, const char *key);

/*
 * Returns the resources of page: its own or, if it has none, those that it
 * inherits.  Returns an object that is no dictionary if there are none.
 */
qpdf_oh pdf_objects_resources(qpdf_data q, qpdf_oh page);

/* Returns how many items array has; 0 if it is no array. */
int pdf_objects_count(qpdf_data q, qpdf_oh array);

/* Appends the items of other to array.  Does nothing if other is no array. */
void pdf_objects_append_items(qpdf_data q, qpdf_oh array, qpdf_oh other);

/*
 * Returns the usual form of a name that is written as these size bytes in a
 * content; a name may be written in several ways.  Returns "", which is
 * nobody's name, if the bytes are no name.  The result is valid until the next
 * call.
 */
const char *pdf_objects_read_name(qpdf_data q, const char *name, size_t size);

/*
 * If the content of page is an array, removes its items that are no streams, as
 * viewers do.  Returns how many items it removed.
 */
unsigned pdf_objects_mend_contents(qpdf_data q, qpdf_oh page);

/*
 * Returns a new array of the values in dictionary; an empty one if that is no
 * dictionary.  A caller that uses other dictionaries meanwhile needs the array,
 * since libqpdf can iterate over only one dictionary at a time.
 */
qpdf_oh pdf_objects_values(qpdf_data q, qpdf_oh dictionary);

/*
 * Notes in seen, a dictionary whose keys are numbers of objects, that object
 * was found.  Returns 0, or -1 if it was found before.  Only indirect objects
 * have numbers; for others, which cannot be found twice, returns 0.
 */
int pdf_objects_note(qpdf_data q, qpdf_oh seen, qpdf_oh object);

#endif
