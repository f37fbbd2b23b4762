/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_forms: joins the forms of PDFs that are joined, ISO 32000-1 section
 * 12.7.2: the result has one form with the fields of all.
 */
#include "output/pdf_forms.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "input/pdf_objects.h"
#include "input/pdf_tokens.h"

/*
 * The most bytes of a field's name as a key.  A longer one is taken to be
 * unique.
 */
#define NAME_MAX 240
/* The levels of fields within fields that are changed. */
#define FIELDS_DEPTH 1000

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

/* Adds the names of fields to the keys of the dictionary names. */
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
pdf_forms_begin(struct pdf_forms *f, qpdf_data q, unsigned most)
{
	qpdf_oh form = qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm");
	qpdf_oh fields = pdf_objects_get(q, form, "/Fields");
	qpdf_oh names = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
	unsigned count = (unsigned)pdf_objects_count(q, fields);

	add_names(q, names, fields);
	*f = (struct pdf_forms){.names = qpdf_oh_get_object_id(q, names),
	    .number = 1,
	    .font = 1,
	    .left = count < most ? most - count : 0};
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
	qpdf_oh fonts;	 /* old names of fonts of form, and new ones */
	qpdf_oh seen;	 /* keys: numbers of objects, see enter() */
	unsigned number; /* the last one added to a field's name */
	unsigned font;	 /* the last one added to the name of a resource */
};

/*
 * Returns a new name, as a string, for fields of a->form called name, a key,
 * since another document has a field of this name.  Fields of one form with the
 * same name are one field, so they get the same new name.
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
 * Returns the value of key in the dictionary holder, if it has the same type as
 * empty; otherwise sets the value to empty and returns that.
 */
static qpdf_oh
get_or_make(qpdf_data q, qpdf_oh holder, const char *key, qpdf_oh empty)
{
	qpdf_oh value = qpdf_oh_get_key(q, holder, key);

	if (qpdf_oh_get_type_code(q, value) == qpdf_oh_get_type_code(q, empty))
		return value;
	qpdf_oh_replace_key(q, holder, key, empty);
	return qpdf_oh_get_key(q, holder, key);
}

/*
 * Whether a and b are the same when they are written as text.  False without
 * memory.
 */
static bool
is_same(qpdf_data q, qpdf_oh a, qpdf_oh b)
{
	char *text = strdup(qpdf_oh_unparse_resolved(q, a));
	bool same =
	    text != NULL && strcmp(text, qpdf_oh_unparse_resolved(q, b)) == 0;

	free(text);
	return same;
}

/*
 * Adds the resources of one kind in the dictionary source to the dictionary
 * target.  If target already has another resource of the same name, the added
 * one gets a new name, which is noted in the dictionary renamed.  Leaves out
 * resources with a name of NAME_MAX bytes or more.
 */
static void
add_resources_of_kind(
    struct addition *a, qpdf_oh target, qpdf_oh source, qpdf_oh renamed)
{
	char other[NAME_MAX + 16];
	qpdf_data q = a->q;
	qpdf_oh value;

	if (!qpdf_oh_is_dictionary(q, source))
		return;
	for (qpdf_oh_begin_dict_key_iter(q, source);
	     qpdf_oh_dict_more_keys(q);) {
		const char *key = qpdf_oh_dict_next_key(q);

		value = qpdf_oh_get_key(q, source, key);
		snprintf(other, sizeof(other), "%s", key);
		if (qpdf_oh_has_key(q, target, key) && strlen(key) < NAME_MAX &&
		    !is_same(q, qpdf_oh_get_key(q, target, key), value)) {
			/* Each number is tried once, for whichever name. */
			while (qpdf_oh_has_key(q, target, other) ||
			       qpdf_oh_has_key(q, source, other))
				snprintf(other, sizeof(other), "%s_%u", key,
				    ++a->font);
			qpdf_oh_replace_key(
			    q, renamed, key, qpdf_oh_new_name(q, other));
		}
		if (strlen(key) < NAME_MAX)
			qpdf_oh_replace_key(q, target, other, value);
	}
}

/*
 * Adds the fonts and encodings that the fields of a->form use to those of
 * target, the form of the document.  Notes new names of fonts in a->fonts.
 */
static void
add_resources(struct addition *a, qpdf_oh target)
{
	qpdf_oh more = qpdf_oh_get_key(a->q, a->form, "/DR"), have;
	/*
	 * The new names of encodings are not needed: fields do not use them by
	 * name.
	 */
	qpdf_oh unused = qpdf_oh_new_dictionary(a->q);

	if (!qpdf_oh_is_dictionary(a->q, more))
		return;
	have = get_or_make(a->q, target, "/DR", qpdf_oh_new_dictionary(a->q));
	add_resources_of_kind(a,
	    get_or_make(a->q, have, "/Font", qpdf_oh_new_dictionary(a->q)),
	    qpdf_oh_get_key(a->q, more, "/Font"), a->fonts);
	add_resources_of_kind(a,
	    get_or_make(a->q, have, "/Encoding", qpdf_oh_new_dictionary(a->q)),
	    qpdf_oh_get_key(a->q, more, "/Encoding"), unused);
}

/* Notes that object was found.  Returns 0, or -1 if it was found before. */
static int
enter(struct addition *a, qpdf_oh object)
{
	char key[32];

	/* Only indirect objects have numbers; others cannot be found twice. */
	if (!qpdf_oh_is_indirect(a->q, object))
		return 0;
	snprintf(key, sizeof(key), "/%d", qpdf_oh_get_object_id(a->q, object));
	if (qpdf_oh_has_key(a->q, a->seen, key))
		return -1;
	qpdf_oh_replace_key(
	    a->q, a->seen, key, qpdf_oh_new_bool(a->q, QPDF_TRUE));
	return 0;
}

/* The default appearance of a field, rewritten with the new names of fonts. */
struct appearance {
	struct addition *a;
	struct buffer text;
};

/*
 * pdf_tokens_visit() calls this with each token of an appearance.  Copies it;
 * the name of a font that was renamed is replaced.
 */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct appearance *d = context;
	const char *name = kind == PDF_TOKEN_OTHER
			       ? pdf_objects_read_name(d->a->q, raw, size)
			       : "";

	if (qpdf_oh_has_key(d->a->q, d->a->fonts, name))
		buffer_add_text(
		    &d->text, qpdf_oh_unparse(d->a->q,
				  qpdf_oh_get_key(d->a->q, d->a->fonts, name)));
	else
		buffer_add(&d->text, raw, size);
}

/*
 * Returns a copy of the bytes of string, to be freed, and sets *size to their
 * number; NULL without memory.
 */
static char *
copy_string(qpdf_data q, qpdf_oh string, size_t *size)
{
	const char *bytes = qpdf_oh_get_binary_string_value(q, string, size);
	char *copy = malloc(*size + 1);

	if (copy != NULL)
		memcpy(copy, bytes, *size);
	return copy;
}

/*
 * Replaces old names of fonts by the new ones in the default appearance of
 * field, which may also be the form itself.
 */
static void
rename_fonts(struct addition *a, qpdf_oh field)
{
	struct appearance d = {a, {0}};
	const struct pdf_token_visitor v = {visit_token, &d};
	qpdf_oh old = pdf_objects_get(a->q, field, "/DA");
	char *copy;
	size_t size;

	if (!qpdf_oh_is_string(a->q, old))
		return;
	copy = copy_string(a->q, old, &size);
	if (copy != NULL && pdf_tokens_visit(copy, size, &v) == 0 &&
	    d.text.data != NULL && !d.text.failed)
		qpdf_oh_replace_key(a->q, field, "/DA",
		    qpdf_oh_new_binary_string(a->q, d.text.data, d.text.size));
	free(copy);
	buffer_free(&d.text);
}

/*
 * Replaces old names of fonts by the new ones, see rename_fonts(), in each of
 * fields and in those below them, down to depth levels.
 */
static void
rename_fonts_below(struct addition *a, qpdf_oh fields, unsigned depth)
{
	qpdf_oh field;

	for (int i = 0; i < pdf_objects_count(a->q, fields); i++) {
		field = qpdf_oh_get_array_item(a->q, fields, i);
		if (enter(a, field) == 0) {
			rename_fonts(a, field);
			if (depth > 0)
				rename_fonts_below(a,
				    pdf_objects_get(a->q, field, "/Kids"),
				    depth - 1);
		}
		qpdf_oh_release(a->q, field);
	}
}

/*
 * Renames the fonts in the annotations of each page, such as free text.  pages
 * has an array of annotations for each page.
 */
static void
rename_fonts_of_annotations(struct addition *a, qpdf_oh pages)
{
	qpdf_oh annotations;

	for (int i = 0; i < pdf_objects_count(a->q, pages); i++) {
		annotations = qpdf_oh_get_array_item(a->q, pages, i);
		rename_fonts_below(a, annotations, 0);
		qpdf_oh_release(a->q, annotations);
	}
}

/*
 * Appends the fields of a->form, each once, to the fields of target, the form
 * of the document.  They get unique names, and the defaults of their own form.
 */
static void
add_fields(struct addition *a, qpdf_oh target)
{
	qpdf_oh fields =
	    get_or_make(a->q, target, "/Fields", qpdf_oh_new_array(a->q));
	qpdf_oh more = qpdf_oh_get_key(a->q, a->form, "/Fields"), field;

	add_names(a->q, a->own, more);
	for (int i = 0; i < pdf_objects_count(a->q, more); i++) {
		field = qpdf_oh_get_array_item(a->q, more, i);
		if (!qpdf_oh_is_dictionary(a->q, field) ||
		    enter(a, field) == -1)
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
		order = get_or_make(q, target, "/CO", qpdf_oh_new_array(q));
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
	struct addition a = {
	    .q = target, .form = form, .number = f->number, .font = f->font};
	qpdf_oh own;

	if (!qpdf_oh_is_dictionary(target, form))
		return;
	own = get_or_make(target, qpdf_get_root(target), "/AcroForm",
	    qpdf_oh_new_dictionary(target));
	a.taken = qpdf_get_object_by_id(target, f->names, 0);
	a.own = qpdf_oh_new_dictionary(target);
	a.renamed = qpdf_oh_new_dictionary(target);
	a.fonts = qpdf_oh_new_dictionary(target);
	a.seen = qpdf_oh_new_dictionary(target);
	add_resources(&a, own);
	qpdf_oh_begin_dict_key_iter(target, a.fonts);
	if (qpdf_oh_dict_more_keys(target)) {
		rename_fonts_below(
		    &a, qpdf_oh_get_key(target, form, "/Fields"), FIELDS_DEPTH);
		rename_fonts_of_annotations(&a, annotations);
		rename_fonts(&a, form);
	}
	a.seen = qpdf_oh_new_dictionary(target);
	add_fields(&a, own);
	add_settings(&a, own);
	f->number = a.number;
	f->font = a.font;
}
