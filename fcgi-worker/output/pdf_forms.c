/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_forms: joins the forms of PDFs that are joined, ISO 32000-1 section
 * 12.7.2: the result has one form with the fields of all.  Their fonts are
 * joined by pdf_form_fonts.c.
 */
#include "output/pdf_forms.h"

#include <stdbool.h>
#include <stdio.h>

#include "input/pdf_objects.h"
#include "output/pdf_edit.h"
#include "output/pdf_form_fonts.h"

/*
 * The most bytes of a field's name as a key.  A longer one is taken to be
 * unique.
 */
#define NAME_MAX 240

/*
 * Writes the name of field to name, as the key of a dictionary.  Returns false
 * if field has no name, or too long a one.
 */
static bool
get_name(qpdf_data q, qpdf_oh field, char name[NAME_MAX])
{
	qpdf_oh text = pdf_objects_get(q, field, "/T");
	int size;

	if (!qpdf_oh_is_string(q, text))
		return false;
	size = snprintf(name, NAME_MAX, "/%s", qpdf_oh_get_utf8_value(q, text));
	return size > 0 && size < NAME_MAX;
}

/* Adds the names of fields to the keys of names, a dictionary. */
static void
add_names(qpdf_data q, qpdf_oh names, qpdf_oh fields)
{
	char name[NAME_MAX];
	qpdf_oh field;

	for (int i = 0; i < pdf_objects_count(q, fields); i++) {
		field = qpdf_oh_get_array_item(q, fields, i);
		if (get_name(q, field, name))
			qpdf_oh_replace_key(
			    q, names, name, qpdf_oh_new_bool(q, QPDF_TRUE));
		qpdf_oh_release(q, field);
	}
}

void
pdf_forms_begin(struct pdf_forms *f, qpdf_data q, unsigned fields_max)
{
	qpdf_oh form = qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm");
	qpdf_oh fields = pdf_objects_get(q, form, "/Fields");
	qpdf_oh names = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
	unsigned count = (unsigned)pdf_objects_count(q, fields);

	add_names(q, names, fields);
	*f = (struct pdf_forms){.names = qpdf_oh_get_object_id(q, names),
	    .number = 1,
	    .font = 1,
	    .left = count < fields_max ? fields_max - count : 0};
}

/* Whether form has fonts and the like, which annotations may use. */
static bool
has_resources(qpdf_data q, qpdf_oh form)
{
	return qpdf_oh_is_dictionary(q, pdf_objects_get(q, form, "/DR"));
}

qpdf_oh
pdf_forms_take(struct pdf_forms *f, qpdf_data q)
{
	qpdf_oh form = qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm");
	int count = pdf_objects_count(q, pdf_objects_get(q, form, "/Fields"));

	if ((count == 0 && !has_resources(q, form)) ||
	    (unsigned)count > f->left)
		return qpdf_oh_new_null(q);
	f->left -= (unsigned)count;
	return form;
}

/* What pdf_forms_add() adds to the form of the document q. */
struct addition {
	qpdf_data q;
	qpdf_oh form;	 /* of another document */
	qpdf_oh taken;	 /* keys: names of fields of q */
	qpdf_oh own;	 /* keys: names of fields of form */
	qpdf_oh renamed; /* old names of fields of form, and new ones */
	qpdf_oh seen;	 /* keys: numbers of objects, see pdf_objects_note */
	unsigned number; /* the last one added to a field's name */
};

/*
 * Returns a new name, as a string, for those fields of a->form that have this
 * name, a key, since another document has a field of this name.  Fields of one
 * form with the same name are one field, so they get the same new name.
 */
static qpdf_oh
find_other_name(struct addition *a, const char *name)
{
	char other[NAME_MAX + 16];
	qpdf_oh text;

	if (qpdf_oh_has_key(a->q, a->renamed, name))
		return qpdf_oh_get_key(a->q, a->renamed, name);
	/* No number is tried twice, whatever the name. */
	do
		snprintf(other, sizeof(other), "%s_%u", name, ++a->number);
	while (qpdf_oh_has_key(a->q, a->taken, other) ||
	       qpdf_oh_has_key(a->q, a->own, other));
	text = qpdf_oh_new_unicode_string(a->q, other + 1);
	qpdf_oh_replace_key(a->q, a->renamed, name, text);
	return text;
}

/* Gives field another name if the document already has a field of its name. */
static void
make_unique(struct addition *a, qpdf_oh field)
{
	char name[NAME_MAX];

	if (get_name(a->q, field, name) &&
	    qpdf_oh_has_key(a->q, a->taken, name))
		qpdf_oh_replace_key(
		    a->q, field, "/T", find_other_name(a, name));
}

/*
 * Copies defaults that form gives to all its fields into field, unless field
 * says otherwise.
 */
static void
keep_defaults(qpdf_data q, qpdf_oh field, qpdf_oh form)
{
	static const char *const keys[] = {"/DA", "/Q"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!qpdf_oh_has_key(q, field, keys[i]) &&
		    qpdf_oh_has_key(q, form, keys[i]))
			qpdf_oh_replace_key(q, field, keys[i],
			    qpdf_oh_get_key(q, form, keys[i]));
}

/*
 * Appends the fields of a->form, each once, to the fields of target, the form
 * of the document.  They get unique names, and the defaults of their own form.
 */
static void
add_fields(struct addition *a, qpdf_oh target)
{
	qpdf_oh fields = pdf_edit_get_or_make(
	    a->q, target, "/Fields", qpdf_oh_new_array(a->q));
	qpdf_oh more = qpdf_oh_get_key(a->q, a->form, "/Fields"), field;

	add_names(a->q, a->own, more);
	for (int i = 0; i < pdf_objects_count(a->q, more); i++) {
		field = qpdf_oh_get_array_item(a->q, more, i);
		if (!qpdf_oh_is_dictionary(a->q, field) ||
		    pdf_objects_note(a->q, a->seen, field) == -1)
			continue;
		make_unique(a, field);
		keep_defaults(a->q, field, a->form);
		qpdf_oh_append_item(a->q, fields, field);
	}
	/* The names are the new ones by now. */
	add_names(a->q, a->taken, more);
}

/*
 * Adds settings of a->form that are not about single fields to those of target,
 * the form of the document.
 */
static void
add_settings(struct addition *a, qpdf_oh target)
{
	qpdf_data q = a->q;
	qpdf_oh order, more = qpdf_oh_get_key(q, a->form, "/CO");

	if (pdf_objects_count(q, more) > 0) {
		order = pdf_edit_get_or_make(
		    q, target, "/CO", qpdf_oh_new_array(q));
		for (int i = 0; i < pdf_objects_count(q, more); i++)
			qpdf_oh_append_item(
			    q, order, qpdf_oh_get_array_item(q, more, i));
	}
	more = qpdf_oh_get_key(q, a->form, "/NeedAppearances");
	if (qpdf_oh_is_bool(q, more) && qpdf_oh_get_bool_value(q, more))
		qpdf_oh_replace_key(q, target, "/NeedAppearances", more);
	/* XFA would describe only a part of the fields. */
	if (pdf_objects_count(q, pdf_objects_get(q, a->form, "/Fields")) > 0)
		qpdf_oh_remove_key(q, target, "/XFA");
}

void
pdf_forms_add(
    struct pdf_forms *f, qpdf_data target, qpdf_oh form, qpdf_oh annotations)
{
	struct addition a = {.q = target, .form = form, .number = f->number};
	qpdf_oh own;

	if (!qpdf_oh_is_dictionary(target, form))
		return;
	own = pdf_edit_get_or_make(target, qpdf_get_root(target), "/AcroForm",
	    qpdf_oh_new_dictionary(target));
	a.taken = qpdf_get_object_by_id(target, f->names, 0);
	a.own = qpdf_oh_new_dictionary(target);
	a.renamed = qpdf_oh_new_dictionary(target);
	a.seen = qpdf_oh_new_dictionary(target);
	f->font = pdf_form_fonts_join(target, own, form, annotations, f->font);
	add_fields(&a, own);
	add_settings(&a, own);
	f->number = a.number;
}
