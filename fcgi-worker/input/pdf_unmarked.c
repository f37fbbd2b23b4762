/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_unmarked: makes a PDF without the marks that its readers left on it, for
 * Splash, which cannot hide them otherwise.
 */
#include "input/pdf_unmarked.h"

#include "input/pdf_marks.h"
#include "input/pdf_objects.h"

/* Whether annotation is a mark of a reader, see pdf_marks.h. */
static bool
is_mark(qpdf_data q, qpdf_oh annotation)
{
	qpdf_oh kind = pdf_objects_get(q, annotation, "/Subtype");

	return qpdf_oh_is_name(q, kind) &&
	       pdf_marks_have(qpdf_oh_get_name(q, kind));
}

/*
 * Removes the marks of readers, such as notes and highlights, from the page
 * with this number, from 0.  Returns how many it removed.
 */
static unsigned
remove_marks(qpdf_data q, unsigned number)
{
	qpdf_oh page = qpdf_get_page_n(q, number);
	qpdf_oh all = pdf_objects_get(q, page, "/Annots");
	unsigned removed = 0;

	for (int i = qpdf_oh_is_array(q, all)
			 ? qpdf_oh_get_array_n_items(q, all)
			 : 0;
	     i-- > 0;)
		if (is_mark(q, qpdf_oh_get_array_item(q, all, i))) {
			qpdf_oh_erase_item(q, all, i);
			removed++;
		}
	qpdf_oh_release_all(q);
	return removed;
}

int
pdf_unmarked_make(const struct bytes *pdf, unsigned pages, struct bytes *out)
{
	return pdf_objects_change(pdf, pages, remove_marks, out);
}
