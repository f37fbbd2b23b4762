/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: finds and removes the signatures of a PDF; it does not verify
 * them. pdf_graft.c refuses to change a signed PDF.
 */
#include "output/pdf_signature.h"

#include "input/pdf_objects.h"

/*
 * The most fields and annotations that are looked at, and how deep they may
 * stand: more than any form has, and less than is left of a stack.
 */
#define FIELDS_MAX 100000
#define FIELDS_DEPTH 1000

/*
 * Whether a field has a signature: nothing else that is the value of a field is
 * a dictionary (ISO 32000-1, 12.7.4), and its type may stand elsewhere.
 */
static bool
is_signed(qpdf_data q, qpdf_oh field)
{
	return qpdf_oh_is_dictionary(
	    q, qpdf_oh_get_key_if_dict(q, field, "/V"));
}

/* Whether one of the form fields, or of those below them, down to depth levels,
 * has a signature.  Looks at *left fields at most.  If there are more, or
 * deeper ones, the answer is true: a signed document is left as it is, which is
 * safe. */
static bool
has_signature(qpdf_data q, qpdf_oh fields, unsigned depth, unsigned *left)
{
	for (int i = 0; i < pdf_objects_count(q, fields); i++) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);

		if (depth == 0 || *left == 0 || is_signed(q, field))
			return true;
		(*left)--;
		if (has_signature(q, qpdf_oh_get_key_if_dict(q, field, "/Kids"),
			depth - 1, left))
			return true;
	}
	return false;
}

/* Whether the document has permissions: its author, or Adobe's usage rights,
 * say in a signature what may be changed. */
static bool
has_permissions(qpdf_data q, qpdf_oh root)
{
	qpdf_oh permissions = qpdf_oh_get_key_if_dict(q, root, "/Perms");

	if (!qpdf_oh_is_dictionary(q, permissions))
		return false;
	qpdf_oh_begin_dict_key_iter(q, permissions);
	return qpdf_oh_dict_more_keys(q);
}

/*
 * Whether an annotation, or a field that it belongs to, has a signature.
 * Viewers find fields by their pages, too, whatever the form names.  If there
 * are too many to look at, the answer is yes, as in has_signature.
 */
static bool
is_of_signature(qpdf_data q, qpdf_oh annotation, unsigned *left)
{
	unsigned depth = FIELDS_DEPTH;

	while (qpdf_oh_is_dictionary(q, annotation)) {
		if (depth == 0 || *left == 0 || is_signed(q, annotation))
			return true;
		depth--;
		(*left)--;
		annotation = qpdf_oh_get_key_if_dict(q, annotation, "/Parent");
	}
	return false;
}

static qpdf_oh
annotations_of(qpdf_data q, int page)
{
	return qpdf_oh_get_key_if_dict(
	    q, qpdf_get_page_n(q, (size_t)page), "/Annots");
}

/* Whether an annotation of a page belongs to a signature; left as in
 * is_of_signature. */
static bool
is_on_page(qpdf_data q, unsigned *left)
{
	int pages = qpdf_get_num_pages(q);

	for (int page = 0; page < pages; page++) {
		qpdf_oh annotations = annotations_of(q, page);

		for (int i = 0; i < pdf_objects_count(q, annotations); i++)
			if (is_of_signature(q,
				qpdf_oh_get_array_item(q, annotations, i),
				left))
				return true;
	}
	return false;
}

bool
pdf_signature_is_there(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	qpdf_oh fields = qpdf_oh_get_key_if_dict(q, form, "/Fields");
	unsigned left = FIELDS_MAX;
	bool found = has_permissions(q, root) ||
		     has_signature(q, fields, FIELDS_DEPTH, &left) ||
		     is_on_page(q, &left);

	qpdf_oh_release_all(q);
	return found;
}

/* Makes a field that has a signature a field of no type. */
static void
remove_signature(qpdf_data q, qpdf_oh field)
{
	static const char *const keys[] = {"/FT", "/V", "/SV", "/Lock"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		qpdf_oh_remove_key(q, field, keys[i]);
}

/* Takes signatures out of an array of form fields and of the fields below them,
 * down to depth.  Fields that are nothing but a signature are removed.  At most
 * *left fields are looked at. */
static void
remove_from_fields(qpdf_data q, qpdf_oh fields, unsigned depth, unsigned *left)
{
	for (int i = 0;
	     depth > 0 && *left > 0 && i < pdf_objects_count(q, fields);) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);
		qpdf_oh kids = qpdf_oh_get_key_if_dict(q, field, "/Kids");
		bool goes = is_signed(q, field);

		(*left)--;
		if (goes) {
			remove_signature(q, field);
		} else if (pdf_objects_count(q, kids) > 0) {
			remove_from_fields(q, kids, depth - 1, left);
			goes = pdf_objects_count(q, kids) == 0;
		}
		if (goes)
			qpdf_oh_erase_item(q, fields, i);
		else
			i++;
	}
}

/* Takes signatures out of annotation and of the fields above it.  At most *left
 * fields are looked at. */
static void
remove_above(qpdf_data q, qpdf_oh annotation, unsigned *left)
{
	while (*left > 0 && qpdf_oh_is_dictionary(q, annotation)) {
		if (is_signed(q, annotation))
			remove_signature(q, annotation);
		(*left)--;
		annotation = qpdf_oh_get_key_if_dict(q, annotation, "/Parent");
	}
}

/* Takes signatures out of the annotations of all pages.  At most *left
 * annotations and fields are looked at. */
static void
remove_from_pages(qpdf_data q, unsigned *left)
{
	int pages = qpdf_get_num_pages(q);

	for (int page = 0; page < pages; page++) {
		qpdf_oh annotations = annotations_of(q, page);

		for (int i = 0; i < pdf_objects_count(q, annotations); i++)
			remove_above(
			    q, qpdf_oh_get_array_item(q, annotations, i), left);
	}
}

int
pdf_signature_remove(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	unsigned left = FIELDS_MAX;

	qpdf_oh_remove_key(q, root, "/Perms");
	if (qpdf_oh_is_dictionary(q, form)) {
		qpdf_oh_remove_key(q, form, "/SigFlags");
		remove_from_fields(q, qpdf_oh_get_key(q, form, "/Fields"),
		    FIELDS_DEPTH, &left);
	}
	remove_from_pages(q, &left);
	qpdf_oh_release_all(q);
	return pdf_signature_is_there(q) ? -1 : 0;
}
