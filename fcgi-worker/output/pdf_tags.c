/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_tags: removes the numbers by which a tree of tags, ISO 32000-1 section
 * 14.7.4.4, refers to pages, annotations, forms and images.
 */
#include "output/pdf_tags.h"

#include "input/pdf_objects.h"

/* The levels of forms within forms that are changed. */
#define DEPTH 8

/*
 * Removes the numbers by which a tree of tags refers to holder and to what is
 * on it.
 */
static void
remove_tag_numbers(qpdf_data q, qpdf_oh holder)
{
	qpdf_oh_remove_key(q, holder, "/StructParent");
	qpdf_oh_remove_key(q, holder, "/StructParents");
}

/*
 * Removes the tag numbers of the forms and images that holder, a page or a
 * form, may draw, and of those within forms, down to depth levels.  Lowers the
 * budget *left by each object, and stops at 0.
 */
static void
remove_from_drawn(qpdf_data q, qpdf_oh holder, unsigned depth, unsigned *left)
{
	qpdf_oh objects = pdf_objects_get(
	    q, pdf_objects_get(q, holder, "/Resources"), "/XObject");
	qpdf_oh values, dictionary;

	if (*left == 0)
		return;
	values = pdf_objects_values(q, objects);
	for (int i = 0; i < qpdf_oh_get_array_n_items(q, values) && *left > 0;
	     i++) {
		dictionary = qpdf_oh_get_array_item(q, values, i);
		(*left)--;
		if (!qpdf_oh_is_stream(q, dictionary))
			continue;
		dictionary = qpdf_oh_get_dict(q, dictionary);
		remove_tag_numbers(q, dictionary);
		if (depth > 0)
			remove_from_drawn(q, dictionary, depth - 1, left);
	}
	qpdf_oh_release(q, values);
}

void
pdf_tags_remove(qpdf_data q, qpdf_oh page, unsigned *left)
{
	qpdf_oh annotations = qpdf_oh_get_key(q, page, "/Annots"), item;

	/* An annotation has a number of its own, as the page has. */
	remove_tag_numbers(q, page);
	for (int i = 0; qpdf_oh_is_array(q, annotations) &&
			i < qpdf_oh_get_array_n_items(q, annotations);
	     i++) {
		item = qpdf_oh_get_array_item(q, annotations, i);
		if (qpdf_oh_is_dictionary(q, item))
			remove_tag_numbers(q, item);
	}
	remove_from_drawn(q, page, DEPTH, left);
}
