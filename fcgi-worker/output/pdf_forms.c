/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_forms: the fields of the forms of PDFs that are joined, ISO 32000-1
 * section 12.7.2: one form with the fields of all.
 */
#include "output/pdf_forms.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "input/pdf_objects.h"

/* A longer name is taken for one that no other field has. */
#define NAME_MAX 240

qpdf_oh
pdf_forms_take(qpdf_data q, unsigned *left)
{
	qpdf_oh form = qpdf_oh_get_key(q, qpdf_get_root(q), "/AcroForm");
	int count =
	    pdf_objects_count(q, qpdf_oh_get_key_if_dict(q, form, "/Fields"));

	if (count == 0 || (unsigned)count > *left)
		return qpdf_oh_new_null(q);
	*left -= (unsigned)count;
	return form;
}

/* Writes the name of field to name, as the key of a dictionary.  Returns false
 * if it has none, or too long a one. */
static bool
get_name(qpdf_data q, qpdf_oh field, char name[NAME_MAX])
{
	qpdf_oh text = qpdf_oh_get_key_if_dict(q, field, "/T");
	int size;

	if (!qpdf_oh_is_string(q, text))
		return false;
	size = snprintf(name, NAME_MAX, "/%s", qpdf_oh_get_utf8_value(q, text));
	return size > 0 && size < NAME_MAX;
}

/* Returns a dictionary that has the names of fields as its keys. */
static qpdf_oh
list_names(qpdf_data q, qpdf_oh fields)
{
	qpdf_oh names = qpdf_oh_new_dictionary(q);
	char name[NAME_MAX];

	for (int i = 0; i < pdf_objects_count(q, fields); i++)
		if (get_name(q, qpdf_oh_get_array_item(q, fields, i), name))
			qpdf_oh_replace_key(
			    q, names, name, qpdf_oh_new_bool(q, QPDF_TRUE));
	return names;
}

/* Gives field another name if names has its own already, and adds its name to
 * names.  *number is the last one that was given. */
static void
make_unique(qpdf_data q, qpdf_oh field, qpdf_oh names, unsigned *number)
{
	char name[NAME_MAX], other[NAME_MAX + 16];

	if (!get_name(q, field, name))
		return;
	snprintf(other, sizeof(other), "%s", name);
	/* Each number is tried once, for whichever name. */
	while (qpdf_oh_has_key(q, names, other))
		snprintf(other, sizeof(other), "%s_%u", name, ++*number);
	if (strcmp(other, name) != 0)
		qpdf_oh_replace_key(
		    q, field, "/T", qpdf_oh_new_unicode_string(q, other + 1));
	qpdf_oh_replace_key(q, names, other, qpdf_oh_new_bool(q, QPDF_TRUE));
}

/* Has field keep what form says for all of its fields that do not say it
 * themselves. */
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

/* Returns what the dictionary holder has as key, a value of the same type as
 * empty; makes it empty if it has none. */
static qpdf_oh
get_or_make(qpdf_data q, qpdf_oh holder, const char *key, qpdf_oh empty)
{
	qpdf_oh value = qpdf_oh_get_key(q, holder, key);

	if (qpdf_oh_get_type_code(q, value) == qpdf_oh_get_type_code(q, empty))
		return value;
	qpdf_oh_replace_key(q, holder, key, empty);
	return qpdf_oh_get_key(q, holder, key);
}

/* Adds to the dictionary to what from, another one, has under other keys. */
static void
add_missing(qpdf_data q, qpdf_oh to, qpdf_oh from)
{
	if (!qpdf_oh_is_dictionary(q, from))
		return;
	for (qpdf_oh_begin_dict_key_iter(q, from); qpdf_oh_dict_more_keys(q);) {
		const char *key = qpdf_oh_dict_next_key(q);

		if (!qpdf_oh_has_key(q, to, key))
			qpdf_oh_replace_key(
			    q, to, key, qpdf_oh_get_key(q, from, key));
	}
}

/* Adds fonts and encodings that the fields of from name to those of the form
 * to. */
static void
add_resources(qpdf_data q, qpdf_oh to, qpdf_oh from)
{
	static const char *const kinds[] = {"/Font", "/Encoding"};
	qpdf_oh have, more = qpdf_oh_get_key(q, from, "/DR");

	if (!qpdf_oh_is_dictionary(q, more))
		return;
	have = get_or_make(q, to, "/DR", qpdf_oh_new_dictionary(q));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		add_missing(q,
		    get_or_make(q, have, kinds[i], qpdf_oh_new_dictionary(q)),
		    qpdf_oh_get_key(q, more, kinds[i]));
}

/* Whether field is an object that was noted in listed before.  Notes it. */
static bool
note_listed(qpdf_data q, qpdf_oh listed, qpdf_oh field)
{
	char key[32];

	/* Numbers tell objects apart that are not part of another one. */
	if (!qpdf_oh_is_indirect(q, field))
		return false;
	snprintf(key, sizeof(key), "/%d", qpdf_oh_get_object_id(q, field));
	if (qpdf_oh_has_key(q, listed, key))
		return true;
	qpdf_oh_replace_key(q, listed, key, qpdf_oh_new_bool(q, QPDF_TRUE));
	return false;
}

/* Appends the fields of form, each once, to those of the form to. */
static void
add_fields(qpdf_data q, qpdf_oh to, qpdf_oh form)
{
	qpdf_oh fields = get_or_make(q, to, "/Fields", qpdf_oh_new_array(q));
	qpdf_oh more = qpdf_oh_get_key(q, form, "/Fields");
	qpdf_oh names = list_names(q, fields), field;
	qpdf_oh listed = qpdf_oh_new_dictionary(q);
	unsigned number = 1;

	for (int i = 0; i < pdf_objects_count(q, more); i++) {
		field = qpdf_oh_get_array_item(q, more, i);
		if (!qpdf_oh_is_dictionary(q, field) ||
		    note_listed(q, listed, field))
			continue;
		make_unique(q, field, names, &number);
		keep_defaults(q, field, form);
		qpdf_oh_append_item(q, fields, field);
	}
}

void
pdf_forms_add(qpdf_data to, qpdf_oh form)
{
	qpdf_oh own, order, more;

	if (!qpdf_oh_is_dictionary(to, form))
		return;
	own = get_or_make(
	    to, qpdf_get_root(to), "/AcroForm", qpdf_oh_new_dictionary(to));
	add_fields(to, own, form);
	add_resources(to, own, form);
	more = qpdf_oh_get_key(to, form, "/CO");
	if (pdf_objects_count(to, more) > 0) {
		order = get_or_make(to, own, "/CO", qpdf_oh_new_array(to));
		for (int i = 0; i < pdf_objects_count(to, more); i++)
			qpdf_oh_append_item(
			    to, order, qpdf_oh_get_array_item(to, more, i));
	}
	more = qpdf_oh_get_key(to, form, "/NeedAppearances");
	if (qpdf_oh_is_bool(to, more) && qpdf_oh_get_bool_value(to, more))
		qpdf_oh_replace_key(to, own, "/NeedAppearances", more);
	/* It would describe a part of the fields only. */
	qpdf_oh_remove_key(to, own, "/XFA");
}
