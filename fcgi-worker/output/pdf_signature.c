/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: the signatures of a PDF.  Whether they are right is nothing
 * that is looked at here.
 */
#include "output/pdf_signature.h"

/* The most fields of a form that are looked at, and how deep they may stand. */
#define FIELDS_MAX 10000
#define FIELDS_DEPTH 16

/*
 * Whether a field is for a signature.  It is of its parent's type, which
 * inherited tells, where it says none (ISO 32000-1, table 220).
 */
static bool
is_for_signature(qpdf_data q, qpdf_oh field, bool inherited)
{
	qpdf_oh type = qpdf_oh_get_key_if_dict(q, field, "/FT");

	return qpdf_oh_is_null(q, type)
		   ? inherited
		   : qpdf_oh_is_name_and_equals(q, type, "/Sig");
}

static bool
is_signed(qpdf_data q, qpdf_oh field)
{
	return !qpdf_oh_is_null(q, qpdf_oh_get_key_if_dict(q, field, "/V"));
}

/*
 * Whether one of fields, or one below them, has a signature.  *left are looked
 * at; a document with more is taken for signed, which changes nothing in it.
 */
static bool
has_signature(
    qpdf_data q, qpdf_oh fields, bool inherited, unsigned depth, unsigned *left)
{
	if (depth == 0 || !qpdf_oh_is_array(q, fields))
		return false;
	for (int i = 0; i < qpdf_oh_get_array_n_items(q, fields); i++) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);
		bool is_sig = is_for_signature(q, field, inherited);

		if (*left == 0 || (is_sig && is_signed(q, field)))
			return true;
		(*left)--;
		if (has_signature(q, qpdf_oh_get_key_if_dict(q, field, "/Kids"),
			is_sig, depth - 1, left))
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
	bool found = qpdf_oh_is_dictionary(
			 q, qpdf_oh_get_key_if_dict(q, root, "/Perms")) ||
		     has_signature(q, fields, false, FIELDS_DEPTH, &left);

	qpdf_oh_release_all(q);
	return found;
}

/*
 * Take signatures out of fields and out of what is below them.  No more than
 * *left are looked at.
 */
static void
remove_from(
    qpdf_data q, qpdf_oh fields, bool inherited, unsigned depth, unsigned *left)
{
	static const char *const keys[] = {"/FT", "/V", "/SV", "/Lock"};

	if (depth == 0 || !qpdf_oh_is_array(q, fields))
		return;
	for (int i = 0;
	     *left > 0 && i < qpdf_oh_get_array_n_items(q, fields);) {
		qpdf_oh field = qpdf_oh_get_array_item(q, fields, i);
		bool is_sig = is_for_signature(q, field, inherited);

		(*left)--;
		if (!is_sig || !is_signed(q, field)) {
			remove_from(q,
			    qpdf_oh_get_key_if_dict(q, field, "/Kids"), is_sig,
			    depth - 1, left);
			i++;
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
		remove_from(q, qpdf_oh_get_key(q, form, "/Fields"), false,
		    FIELDS_DEPTH, &left);
	}
	qpdf_oh_release_all(q);
}
