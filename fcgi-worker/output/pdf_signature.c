/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: the signatures of a PDF.  Whether they are right is nothing
 * that is looked at here.
 */
#include "output/pdf_signature.h"

/* Fields of a form that are looked at, and how deep. */
#define FIELDS_MAX 10000
#define FIELDS_DEPTH 16

static bool
is_signature(qpdf_data q, qpdf_oh field)
{
	return qpdf_oh_is_name_and_equals(
		   q, qpdf_oh_get_key_if_dict(q, field, "/FT"), "/Sig") &&
	       !qpdf_oh_is_null(q, qpdf_oh_get_key(q, field, "/V"));
}

/* Whether field, or one below it, has a signature.  *left are looked at. */
static bool
has_signature(qpdf_data q, qpdf_oh field, unsigned depth, unsigned *left)
{
	qpdf_oh kids = qpdf_oh_get_key_if_dict(q, field, "/Kids");
	bool found;

	if (depth == 0 || *left == 0)
		return false;
	(*left)--;
	found = is_signature(q, field);
	for (int i = 0; !found && qpdf_oh_is_array(q, kids) &&
			i < qpdf_oh_get_array_n_items(q, kids);
	     i++)
		found = has_signature(
		    q, qpdf_oh_get_array_item(q, kids, i), depth - 1, left);
	return found;
}

bool
pdf_signature_is_there(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	qpdf_oh fields = qpdf_oh_get_key_if_dict(q, form, "/Fields");
	unsigned left = FIELDS_MAX;
	bool found = qpdf_oh_is_dictionary(
	    q, qpdf_oh_get_key_if_dict(q, root, "/Perms"));

	for (int i = 0; !found && qpdf_oh_is_array(q, fields) &&
			i < qpdf_oh_get_array_n_items(q, fields);
	     i++)
		found = has_signature(q, qpdf_oh_get_array_item(q, fields, i),
		    FIELDS_DEPTH, &left);
	qpdf_oh_release_all(q);
	return found;
}

/*
 * Take signatures out of fields and out of what is below them.  No more than
 * *left are looked at.
 */
static void
remove_from(qpdf_data q, qpdf_oh fields, unsigned depth, unsigned *left)
{
	static const char *const keys[] = {"/FT", "/V", "/SV", "/Lock"};

	if (depth == 0 || !qpdf_oh_is_array(q, fields))
		return;
	for (int i = qpdf_oh_get_array_n_items(q, fields) - 1;
	     i >= 0 && *left > 0; i--) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);

		(*left)--;
		if (!is_signature(q, field)) {
			remove_from(q,
			    qpdf_oh_get_key_if_dict(q, field, "/Kids"),
			    depth - 1, left);
			continue;
		}
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			qpdf_oh_remove_key(q, field, keys[k]);
		qpdf_oh_erase_item(q, fields, i);
	}
}

void
pdf_signature_remove(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	unsigned left = FIELDS_MAX;

	qpdf_oh_remove_key(q, root, "/Perms");
	if (qpdf_oh_is_dictionary(q, form)) {
		qpdf_oh_remove_key(q, form, "/SigFlags");
		remove_from(q, qpdf_oh_get_key(q, form, "/Fields"),
		    FIELDS_DEPTH, &left);
	}
	qpdf_oh_release_all(q);
}
