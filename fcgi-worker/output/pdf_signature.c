/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: finds and removes the signatures of a PDF; it does not verify
 * them. pdf_graft.c refuses to change a signed PDF.
 */
#include "output/pdf_signature.h"

#include <stdbool.h>
#include <stdio.h>

#include "input/pdf_objects.h"

/*
 * The most fields and annotations that are looked at, and how deep they may
 * stand: more than any form has, and less than is left of a stack.
 */
#define FIELDS_MAX 100000
#define FIELDS_DEPTH 1000
/* The most times that the walk comes to any of them: many pages or fields may
 * name the same ones. */
#define VISITS_MAX 300000

/* A walk through the fields of a document, to look at each once. */
struct walk {
	qpdf_data q;
	unsigned left; /* fields and annotations that may be looked at yet */
	unsigned visits_left;
	qpdf_oh seen; /* a dictionary, with a key for each object */
	enum pdf_signature found;
};

/* The ways to come to an object: from above, or from a page. */
enum { FROM_ABOVE = 'a', FROM_PAGE = 'p' };

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
 * Whether a field has a signature: nothing else that is the value of a field is
 * a dictionary (ISO 32000-1, 12.7.4), and its type may stand elsewhere.
 */
static bool
is_signed(qpdf_data q, qpdf_oh field)
{
	return qpdf_oh_is_dictionary(
	    q, qpdf_oh_get_key_if_dict(q, field, "/V"));
}

/* Comes to an object that way.  Returns 0; or -1 if it was there before, or if
 * it may look at no more, and then it is unknown what it has. */
static int
enter(struct walk *w, qpdf_oh object, int way)
{
	char key[32];

	if (w->visits_left == 0) {
		w->found = PDF_SIGNATURE_UNKNOWN;
		return -1;
	}
	w->visits_left--;
	/* Objects that are a part of another one contain none that has it. */
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

/* Looks for signatures among form fields and those below them, down to depth
 * levels, until one is found or it is unknown whether there is one. */
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
				    qpdf_oh_get_key_if_dict(
					w->q, field, "/Kids"),
				    depth - 1);
		}
		qpdf_oh_release(w->q, field);
	}
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

/* Looks for a signature in an annotation and in the fields that it belongs to:
 * viewers find fields by their pages, too, whatever the form names. */
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

static qpdf_oh
annotations_of(qpdf_data q, int page)
{
	return qpdf_oh_get_key_if_dict(
	    q, qpdf_get_page_n(q, (size_t)page), "/Annots");
}

/* Has visit look at each annotation of each page, as long as nothing is found.
 */
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
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	struct walk w = begin_walk(q);

	if (has_permissions(q, root))
		w.found = PDF_SIGNATURE_FOUND;
	look_at_fields(
	    &w, qpdf_oh_get_key_if_dict(q, form, "/Fields"), FIELDS_DEPTH);
	visit_pages(&w, look_above);
	qpdf_oh_release_all(q);
	return w.found;
}

/* Makes a field that has a signature a field of no type. */
static void
remove_signature(qpdf_data q, qpdf_oh field)
{
	static const char *const keys[] = {"/FT", "/V", "/SV", "/Lock"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		qpdf_oh_remove_key(q, field, keys[i]);
}

static bool remove_from_fields(
    struct walk *w, qpdf_oh holder, const char *key, unsigned depth);

/* Takes signatures out of field and of those below it.  Returns whether the
 * field was nothing but signatures, and is to be removed. */
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

/* Takes signatures out of the fields in the array that the dictionary holder
 * has as key, and out of those below them, down to depth.  Returns whether
 * there were fields, and none of them is left. */
static bool
remove_from_fields(
    struct walk *w, qpdf_oh holder, const char *key, unsigned depth)
{
	qpdf_oh fields = qpdf_oh_get_key_if_dict(w->q, holder, key);
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

/* Takes signatures out of annotation and of the fields above it. */
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
	qpdf_oh form = qpdf_oh_get_key_if_dict(q, root, "/AcroForm");
	struct walk w = begin_walk(q);

	qpdf_oh_remove_key(q, root, "/Perms");
	if (qpdf_oh_is_dictionary(q, form)) {
		qpdf_oh_remove_key(q, form, "/SigFlags");
		remove_from_fields(&w, form, "/Fields", FIELDS_DEPTH);
	}
	visit_pages(&w, remove_above);
	qpdf_oh_release_all(q);
}
