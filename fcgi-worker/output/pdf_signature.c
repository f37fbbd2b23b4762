/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: finds and removes the signatures of a PDF; does not verify
 * them.  pdf_graft.c asks whether it may change a signed PDF.
 */
#include "output/pdf_signature.h"

#include <stdio.h>

#include "input/pdf_objects.h"

/*
 * The most fields and annotations that are searched, and the most levels of
 * fields: more than any form has, but no more than the stack has room for.
 */
#define FIELDS_MAX 100000
#define FIELDS_DEPTH 1000
/*
 * The most visits to fields and annotations in total: many pages or fields may
 * refer to the same ones, which are visited again but searched only once.
 */
#define VISITS_MAX 300000

/* A walk through the fields of a document that searches each field once. */
struct walk {
	qpdf_data q;
	unsigned left; /* fields and annotations that may still be searched */
	unsigned visits_left;
	qpdf_oh seen; /* a dictionary, with a key for each object */
	enum pdf_signature found;
};

/*
 * How the walk gets to an object: from the field or form above it, or from a
 * page.
 */
enum { FROM_ABOVE = 'a', FROM_PAGE = 'p' };

/* Returns a walk through the document q, with its full budgets. */
static struct walk
begin_walk(qpdf_data q)
{
	return (struct walk){.q = q,
	    .left = FIELDS_MAX,
	    .visits_left = VISITS_MAX,
	    .seen = qpdf_oh_new_dictionary(q),
	    .found = PDF_SIGNATURE_NONE};
}

/*
 * Whether a field has a signature: its value is a dictionary, which no other
 * kind of field has (ISO 32000-1, 12.7.4).  The type of the field may be given
 * elsewhere, so it is not asked for.
 */
static bool
is_signed(qpdf_data q, qpdf_oh field)
{
	return qpdf_oh_is_dictionary(q, pdf_objects_get(q, field, "/V"));
}

/*
 * Counts a visit to an object, from above or from a page as way says.  Returns
 * 0 if the object is to be searched.  Returns -1 if it was searched by this way
 * before; or if a budget is used up, and then sets w->found to
 * PDF_SIGNATURE_UNKNOWN.
 */
static int
enter(struct walk *w, qpdf_oh object, int way)
{
	char key[32];

	if (w->visits_left == 0) {
		w->found = PDF_SIGNATURE_UNKNOWN;
		return -1;
	}
	w->visits_left--;
	/* Only an indirect object can be visited twice, or contain itself. */
	if (qpdf_oh_is_indirect(w->q, object)) {
		snprintf(key, sizeof(key), "/%c%d", way,
		    qpdf_oh_get_object_id(w->q, object));
		if (qpdf_oh_has_key(w->q, w->seen, key))
			return -1;
		qpdf_oh_replace_key(
		    w->q, w->seen, key, qpdf_oh_new_bool(w->q, QPDF_TRUE));
	}
	if (w->left == 0) {
		w->found = PDF_SIGNATURE_UNKNOWN;
		return -1;
	}
	w->left--;
	return 0;
}

/*
 * Looks for a signature in fields and in those below them, down to depth
 * levels.  Stops when w->found is set, also to PDF_SIGNATURE_UNKNOWN.
 */
static void
look_at_fields(struct walk *w, qpdf_oh fields, unsigned depth)
{
	qpdf_oh field;

	for (int i = 0; w->found == PDF_SIGNATURE_NONE &&
			i < pdf_objects_count(w->q, fields);
	     i++) {
		field = qpdf_oh_get_array_item(w->q, fields, i);
		if (enter(w, field, FROM_ABOVE) == 0) {
			if (is_signed(w->q, field))
				w->found = PDF_SIGNATURE_FOUND;
			else if (depth == 0)
				w->found = PDF_SIGNATURE_UNKNOWN;
			else
				look_at_fields(w,
				    pdf_objects_get(w->q, field, "/Kids"),
				    depth - 1);
		}
		qpdf_oh_release(w->q, field);
	}
}

/*
 * Whether the document says what may be changed in it: by a signature of its
 * author, or by Adobe's usage rights.
 */
static bool
has_permissions(qpdf_data q, qpdf_oh root)
{
	qpdf_oh permissions = pdf_objects_get(q, root, "/Perms");

	if (!qpdf_oh_is_dictionary(q, permissions))
		return false;
	qpdf_oh_begin_dict_key_iter(q, permissions);
	return qpdf_oh_dict_more_keys(q);
}

/*
 * Looks for a signature in an annotation and in the fields that it belongs to.
 * Viewers find fields also by the pages that show them, even if the form does
 * not list them.
 */
static void
look_above(struct walk *w, qpdf_oh annotation)
{
	while (w->found == PDF_SIGNATURE_NONE &&
	       enter(w, annotation, FROM_PAGE) == 0 &&
	       qpdf_oh_is_dictionary(w->q, annotation)) {
		if (is_signed(w->q, annotation))
			w->found = PDF_SIGNATURE_FOUND;
		annotation = qpdf_oh_get_key(w->q, annotation, "/Parent");
	}
}

/* Returns the annotations of page, counted from 0, or a null object. */
static qpdf_oh
annotations_of(qpdf_data q, int page)
{
	return pdf_objects_get(q, qpdf_get_page_n(q, (size_t)page), "/Annots");
}

/* Calls visit for each annotation of each page, until w->found is set. */
static void
visit_pages(struct walk *w, void (*visit)(struct walk *w, qpdf_oh annotation))
{
	int pages = qpdf_get_num_pages(w->q);
	qpdf_oh annotations, item;

	for (int page = 0; w->found == PDF_SIGNATURE_NONE && page < pages;
	     page++) {
		annotations = annotations_of(w->q, page);
		for (int i = 0; w->found == PDF_SIGNATURE_NONE &&
				i < pdf_objects_count(w->q, annotations);
		     i++) {
			item = qpdf_oh_get_array_item(w->q, annotations, i);
			visit(w, item);
			qpdf_oh_release(w->q, item);
		}
	}
}

enum pdf_signature
pdf_signature_find(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = pdf_objects_get(q, root, "/AcroForm");
	struct walk w = begin_walk(q);

	if (has_permissions(q, root))
		w.found = PDF_SIGNATURE_FOUND;
	look_at_fields(&w, pdf_objects_get(q, form, "/Fields"), FIELDS_DEPTH);
	visit_pages(&w, look_above);
	qpdf_oh_release_all(q);
	return w.found;
}

/* Removes a signature from its field, which becomes a field without a type. */
static void
remove_signature(qpdf_data q, qpdf_oh field)
{
	static const char *const keys[] = {"/FT", "/V", "/SV", "/Lock"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		qpdf_oh_remove_key(q, field, keys[i]);
}

static bool remove_from_fields(
    struct walk *w, qpdf_oh holder, const char *key, unsigned depth);

/*
 * Removes signatures from field and from the fields below it, down to depth
 * levels.  Returns whether it held nothing but signatures; the caller removes
 * it then.
 */
static bool
remove_from_field(struct walk *w, qpdf_oh field, unsigned depth)
{
	if (enter(w, field, FROM_ABOVE) == -1)
		return false;
	if (is_signed(w->q, field)) {
		remove_signature(w->q, field);
		return true;
	}
	return depth > 0 && remove_from_fields(w, field, "/Kids", depth - 1);
}

/*
 * Removes signatures from the fields in the array that holder has under key,
 * and from the fields below them, down to depth levels.  Removes fields that
 * held nothing else.  Returns whether no field is left in the array; false if
 * there was none, or if the walk is over.
 */
static bool
remove_from_fields(
    struct walk *w, qpdf_oh holder, const char *key, unsigned depth)
{
	qpdf_oh fields = pdf_objects_get(w->q, holder, key);
	qpdf_oh kept = qpdf_oh_new_array(w->q), field;
	int count = pdf_objects_count(w->q, fields);

	if (w->found == PDF_SIGNATURE_UNKNOWN)
		return false; /* the walk is over */
	for (int i = 0; i < count; i++) {
		field = qpdf_oh_get_array_item(w->q, fields, i);
		if (!remove_from_field(w, field, depth))
			qpdf_oh_append_item(w->q, kept, field);
		qpdf_oh_release(w->q, field);
	}
	if (pdf_objects_count(w->q, kept) == count)
		return false;
	qpdf_oh_replace_key(w->q, holder, key, kept);
	return pdf_objects_count(w->q, kept) == 0;
}

/* Removes signatures from annotation and from the fields above it. */
static void
remove_above(struct walk *w, qpdf_oh annotation)
{
	while (enter(w, annotation, FROM_PAGE) == 0 &&
	       qpdf_oh_is_dictionary(w->q, annotation)) {
		if (is_signed(w->q, annotation))
			remove_signature(w->q, annotation);
		annotation = qpdf_oh_get_key(w->q, annotation, "/Parent");
	}
}

void
pdf_signature_remove(qpdf_data q)
{
	qpdf_oh root = qpdf_get_root(q);
	qpdf_oh form = pdf_objects_get(q, root, "/AcroForm");
	struct walk w = begin_walk(q);

	qpdf_oh_remove_key(q, root, "/Perms");
	if (qpdf_oh_is_dictionary(q, form)) {
		qpdf_oh_remove_key(q, form, "/SigFlags");
		remove_from_fields(&w, form, "/Fields", FIELDS_DEPTH);
	}
	visit_pages(&w, remove_above);
	qpdf_oh_release_all(q);
}

bool
pdf_signature_forbids(enum pdf_signature found, bool may_break)
{
	return found != PDF_SIGNATURE_NONE && !may_break;
}
