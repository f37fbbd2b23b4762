/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_form_fonts: joins the fonts of forms, ISO 32000-1 section 12.7.3: a field
 * names its font in its default appearance, and the form has the fonts by name.
 */
#include "output/pdf_form_fonts.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "input/pdf_objects.h"
#include "input/pdf_tokens.h"
#include "output/pdf_edit.h"

/* A resource with a name of as many bytes is left out. */
#define NAME_MAX 240
/* The levels of fields within fields that are changed. */
#define FIELDS_DEPTH 1000

/* A form whose fonts are added to the form of the document q. */
struct joining {
	qpdf_data q;
	qpdf_oh form;	 /* of another document */
	qpdf_oh renamed; /* old names of its fonts, and new ones */
	qpdf_oh seen;	 /* keys: numbers of objects, see pdf_objects_note */
	unsigned number; /* the last one added to the name of a resource */
};

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
 * Adds the resources of one kind in source to those in target, both
 * dictionaries.  If target already has another resource of the same name, the
 * added one gets a new name, which is noted in new_names, a dictionary, under
 * the old one.  Leaves out resources with a name of NAME_MAX bytes or more.
 */
static void
add_resources_of_kind(
    struct joining *j, qpdf_oh target, qpdf_oh source, qpdf_oh new_names)
{
	char other[NAME_MAX + 16];
	qpdf_data q = j->q;
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
				    ++j->number);
			qpdf_oh_replace_key(
			    q, new_names, key, qpdf_oh_new_name(q, other));
		}
		if (strlen(key) < NAME_MAX)
			qpdf_oh_replace_key(q, target, other, value);
	}
}

/*
 * Adds the fonts and encodings that the fields of j->form use to those of
 * target, the form of the document.  Notes new names of fonts in j->renamed.
 */
static void
add_resources(struct joining *j, qpdf_oh target)
{
	qpdf_oh more = qpdf_oh_get_key(j->q, j->form, "/DR"), have;
	/*
	 * The new names of encodings are not needed: fields do not use them by
	 * name.
	 */
	qpdf_oh unused = qpdf_oh_new_dictionary(j->q);

	if (!qpdf_oh_is_dictionary(j->q, more))
		return;
	have = pdf_edit_get_or_make(
	    j->q, target, "/DR", qpdf_oh_new_dictionary(j->q));
	add_resources_of_kind(j,
	    pdf_edit_get_or_make(
		j->q, have, "/Font", qpdf_oh_new_dictionary(j->q)),
	    qpdf_oh_get_key(j->q, more, "/Font"), j->renamed);
	add_resources_of_kind(j,
	    pdf_edit_get_or_make(
		j->q, have, "/Encoding", qpdf_oh_new_dictionary(j->q)),
	    qpdf_oh_get_key(j->q, more, "/Encoding"), unused);
}

/* The default appearance of a field, rewritten with the new names of fonts. */
struct appearance {
	struct joining *j;
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
			       ? pdf_objects_read_name(d->j->q, raw, size)
			       : "";

	if (qpdf_oh_has_key(d->j->q, d->j->renamed, name))
		buffer_add_text(&d->text,
		    qpdf_oh_unparse(d->j->q,
			qpdf_oh_get_key(d->j->q, d->j->renamed, name)));
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
rename_fonts(struct joining *j, qpdf_oh field)
{
	struct appearance d = {j, {0}};
	const struct pdf_token_visitor v = {visit_token, &d};
	qpdf_oh old = pdf_objects_get(j->q, field, "/DA");
	char *copy;
	size_t size;

	if (!qpdf_oh_is_string(j->q, old))
		return;
	copy = copy_string(j->q, old, &size);
	if (copy != NULL && pdf_tokens_visit(copy, size, &v) == 0 &&
	    d.text.data != NULL && !d.text.failed)
		qpdf_oh_replace_key(j->q, field, "/DA",
		    qpdf_oh_new_binary_string(j->q, d.text.data, d.text.size));
	free(copy);
	buffer_free(&d.text);
}

/*
 * Replaces old names of fonts by the new ones, see rename_fonts(), in each of
 * fields and in those below them, down to depth levels.
 */
static void
rename_fonts_below(struct joining *j, qpdf_oh fields, unsigned depth)
{
	qpdf_oh field;

	for (int i = 0; i < pdf_objects_count(j->q, fields); i++) {
		field = qpdf_oh_get_array_item(j->q, fields, i);
		if (pdf_objects_note(j->q, j->seen, field) == 0) {
			rename_fonts(j, field);
			if (depth > 0)
				rename_fonts_below(j,
				    pdf_objects_get(j->q, field, "/Kids"),
				    depth - 1);
		}
		qpdf_oh_release(j->q, field);
	}
}

/*
 * Renames the fonts in the annotations of each page, such as free text.  pages
 * has an array of annotations for each page.
 */
static void
rename_fonts_of_annotations(struct joining *j, qpdf_oh pages)
{
	qpdf_oh annotations;

	for (int i = 0; i < pdf_objects_count(j->q, pages); i++) {
		annotations = qpdf_oh_get_array_item(j->q, pages, i);
		rename_fonts_below(j, annotations, 0);
		qpdf_oh_release(j->q, annotations);
	}
}

unsigned
pdf_form_fonts_join(qpdf_data q, qpdf_oh target, qpdf_oh form,
    qpdf_oh annotations, unsigned number)
{
	struct joining j = {.q = q,
	    .form = form,
	    .renamed = qpdf_oh_new_dictionary(q),
	    .seen = qpdf_oh_new_dictionary(q),
	    .number = number};

	add_resources(&j, target);
	qpdf_oh_begin_dict_key_iter(q, j.renamed);
	if (qpdf_oh_dict_more_keys(q)) {
		rename_fonts_below(
		    &j, qpdf_oh_get_key(q, form, "/Fields"), FIELDS_DEPTH);
		rename_fonts_of_annotations(&j, annotations);
		rename_fonts(&j, form);
	}
	return j.number;
}
