/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_unmarked: a PDF without the marks that its readers left on it, for a
 * renderer that has no other way to leave them out.
 */
#include "input/pdf_unmarked.h"

#include "input/pdf_marks.h"
#include "input/pdf_objects.h"

static bool
is_mark(qpdf_data q, qpdf_oh annotation)
{
	qpdf_oh kind = qpdf_oh_get_key_if_dict(q, annotation, "/Subtype");

	return qpdf_oh_is_name(q, kind) &&
	       pdf_marks_have(qpdf_oh_get_name(q, kind));
}

/* Takes the marks of readers off a page, such as notes and highlights.  Returns
 * how many there were. */
static unsigned
remove_marks(qpdf_data q, unsigned number)
{
	qpdf_oh page = qpdf_get_page_n(q, number);
	qpdf_oh all = qpdf_oh_get_key_if_dict(q, page, "/Annots");
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
