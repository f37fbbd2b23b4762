/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_page: changes to a page of a PDF that libqpdf has open.  Dictionaries
 * that other pages may share are copied before they are changed.
 */
#include "output/pdf_page.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "output/pdf_place.h"
#include "output/pdf_text_removal.h"

/*
 * How deep forms are looked at that are within forms, and how many of a page at
 * most.
 */
#define FORMS_DEPTH 4
#define FORMS_MAX 256

void
pdf_page_turn(qpdf_data q, qpdf_oh page, int degrees)
{
	int turn = (pdf_place_turn(q, page) + degrees) % 360;

	qpdf_oh_replace_key(q, page, "/Rotate", qpdf_oh_new_integer(q, turn));
	/* A thumbnail would show the page as it was before. */
	if (qpdf_oh_has_key(q, page, "/Thumb"))
		qpdf_oh_remove_key(q, page, "/Thumb");
}

/* Returns a copy of the dictionary from, or an empty one; what is in it is
 * shared. */
static qpdf_oh
copy_dictionary(qpdf_data q, qpdf_oh from)
{
	qpdf_oh to = qpdf_oh_new_dictionary(q);
	const char *key;

	if (!qpdf_oh_is_dictionary(q, from))
		return to;
	for (qpdf_oh_begin_dict_key_iter(q, from); qpdf_oh_dict_more_keys(q);) {
		key = qpdf_oh_dict_next_key(q);
		qpdf_oh_replace_key(q, to, key, qpdf_oh_get_key(q, from, key));
	}
	return to;
}

/* Makes the compressed bytes the data of stream.  Returns 0, or -1. */
static int
set_data(qpdf_data q, qpdf_oh stream, const void *data, size_t size)
{
	uLongf packed_size = compressBound(size);
	Bytef *packed = malloc(packed_size);
	int rc = -1;

	if (packed != NULL && compress2(packed, &packed_size, data, size,
				  Z_BEST_COMPRESSION) == Z_OK) {
		qpdf_oh_replace_stream_data(q, stream, packed, packed_size,
		    qpdf_oh_new_name(q, "/FlateDecode"), qpdf_oh_new_null(q));
		rc = 0;
	}
	free(packed);
	return rc;
}

/*
 * Takes invisible text out of the bytes, which are freed.  Returns whether
 * there was some; if so, the rest is in out.
 */
static bool
remove_from(unsigned char *bytes, size_t size, struct buffer *out)
{
	int removed = pdf_text_removal_run(bytes, size, out);

	free(bytes);
	return removed > 0;
}

/* Budget for walking through forms. */
struct walk {
	qpdf_data q;
	unsigned forms;
	int rc;
};

static qpdf_oh remove_from_forms(
    struct walk *w, qpdf_oh resources, unsigned depth);

/* Returns a stream with the entries of form and other data. */
static qpdf_oh
replace_form(struct walk *w, qpdf_oh form, const struct buffer *data)
{
	qpdf_oh new = qpdf_oh_new_stream(w->q);
	qpdf_oh from = qpdf_oh_get_dict(w->q, form);
	qpdf_oh to = qpdf_oh_get_dict(w->q, new);
	const char *key;

	for (qpdf_oh_begin_dict_key_iter(w->q, from);
	     qpdf_oh_dict_more_keys(w->q);) {
		key = qpdf_oh_dict_next_key(w->q);
		if (strcmp(key, "/Length") != 0 &&
		    strcmp(key, "/Filter") != 0 &&
		    strcmp(key, "/DecodeParms") != 0)
			qpdf_oh_replace_key(
			    w->q, to, key, qpdf_oh_get_key(w->q, from, key));
	}
	if (set_data(w->q, new, data->data, data->size) == -1)
		w->rc = -1;
	return new;
}

/*
 * Takes invisible text out of a form, and out of the forms that it draws.
 * Returns the form itself if nothing was found, else a stream that has to take
 * its place.
 */
static qpdf_oh
remove_from_form(struct walk *w, qpdf_oh form, unsigned depth)
{
	qpdf_oh dict = qpdf_oh_get_dict(w->q, form);
	qpdf_oh resources = qpdf_oh_get_key(w->q, dict, "/Resources"), changed;
	struct buffer rest = {0};
	unsigned char *data = NULL;
	QPDF_BOOL decoded = QPDF_FALSE;
	size_t size;

	changed = depth == 0 ? 0 : remove_from_forms(w, resources, depth - 1);
	if (qpdf_oh_get_stream_data(
		w->q, form, qpdf_dl_specialized, &decoded, &data, &size) &
	    QPDF_ERRORS)
		return form;
	if (!decoded)
		free(data);
	else if (remove_from(data, size, &rest) ||
		 (changed != 0 && rest.data != NULL))
		form = replace_form(w, form, &rest);
	if (rest.failed)
		w->rc = -1;
	buffer_free(&rest);
	if (changed != 0)
		qpdf_oh_replace_key(
		    w->q, qpdf_oh_get_dict(w->q, form), "/Resources", changed);
	return form;
}

/* Whether object is a form, which draws as a page does. */
static bool
is_form(qpdf_data q, qpdf_oh object)
{
	return qpdf_oh_is_stream(q, object) &&
	       qpdf_oh_is_name_and_equals(q,
		   qpdf_oh_get_key(q, qpdf_oh_get_dict(q, object), "/Subtype"),
		   "/Form");
}

/* The names in a dictionary, since libqpdf can walk through one at a time. */
static qpdf_oh
list_names(qpdf_data q, qpdf_oh dictionary)
{
	qpdf_oh names = qpdf_oh_new_array(q);

	for (qpdf_oh_begin_dict_key_iter(q, dictionary);
	     qpdf_oh_dict_more_keys(q);)
		qpdf_oh_append_item(
		    q, names, qpdf_oh_new_name(q, qpdf_oh_dict_next_key(q)));
	return names;
}

/*
 * Returns resources with forms without invisible text, or 0 when nothing
 * had to be changed.
 */
static qpdf_oh
remove_from_forms(struct walk *w, qpdf_oh resources, unsigned depth)
{
	qpdf_data q = w->q;
	qpdf_oh objects = qpdf_oh_get_key_if_dict(q, resources, "/XObject");
	qpdf_oh copy = 0, names, name, form, rest;

	if (!qpdf_oh_is_dictionary(q, objects))
		return 0;
	names = list_names(q, objects);
	for (int i = 0; i < qpdf_oh_get_array_n_items(q, names); i++) {
		name = qpdf_oh_get_array_item(q, names, i);
		form = qpdf_oh_get_key(q, objects, qpdf_oh_get_name(q, name));
		if (w->forms == 0 || !is_form(q, form))
			continue;
		w->forms--;
		rest = remove_from_form(w, form, depth);
		if (rest == form)
			continue;
		if (copy == 0)
			copy = copy_dictionary(q, objects);
		qpdf_oh_replace_key(q, copy, qpdf_oh_get_name(q, name), rest);
	}
	if (copy == 0)
		return 0;
	rest = copy_dictionary(q, resources);
	qpdf_oh_replace_key(q, rest, "/XObject", copy);
	return rest;
}

int
pdf_page_remove_hidden_text(qpdf_data q, qpdf_oh page)
{
	struct walk w = {q, FORMS_MAX, 0};
	qpdf_oh resources = remove_from_forms(
	    &w, qpdf_oh_get_key(q, page, "/Resources"), FORMS_DEPTH);
	struct buffer rest = {0};
	unsigned char *data = NULL;
	qpdf_oh content;
	size_t size;

	if (resources != 0)
		qpdf_oh_replace_key(q, page, "/Resources", resources);
	if ((qpdf_oh_get_page_content_data(q, page, &data, &size) &
		QPDF_ERRORS) == 0 &&
	    remove_from(data, size, &rest)) {
		content = qpdf_oh_new_stream(q);
		if (set_data(q, content, rest.data, rest.size) == -1)
			w.rc = -1;
		else
			qpdf_oh_replace_key(q, page, "/Contents", content);
	}
	if (rest.failed)
		w.rc = -1;
	buffer_free(&rest);
	/* A stream that could not be decoded stays as it is. */
	if (qpdf_has_error(q))
		qpdf_get_error(q);
	return w.rc;
}

/* Finds a name that the dictionary objects does not have yet. */
static void
find_name(qpdf_data q, qpdf_oh objects, char *name, size_t size)
{
	int i = 0;

	do
		snprintf(name, size, "/OCR%d", i++);
	while (qpdf_oh_has_key(q, objects, name));
}

static qpdf_oh
make_form(qpdf_data q, const struct pdf_page_layer *layer)
{
	qpdf_oh form = qpdf_oh_new_stream(q), dict = qpdf_oh_get_dict(q, form);
	qpdf_oh fonts = qpdf_oh_new_dictionary(q);
	qpdf_oh resources = qpdf_oh_new_dictionary(q);
	char box[80];

	qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/XObject"));
	qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/Form"));
	snprintf(
	    box, sizeof(box), "[0 0 %.3f %.3f]", layer->width, layer->height);
	qpdf_oh_replace_key(q, dict, "/BBox", qpdf_oh_parse(q, box));
	qpdf_oh_replace_key(q, fonts, layer->font_name, layer->font);
	qpdf_oh_replace_key(q, resources, "/Font", fonts);
	qpdf_oh_replace_key(q, dict, "/Resources", resources);
	if (set_data(q, form, layer->commands->data, layer->commands->size) ==
	    -1)
		return 0;
	return form;
}

/* Draws the form called name before all that page draws. */
static int
draw_first(qpdf_data q, qpdf_oh page, const char *name,
    const struct pdf_page_layer *layer)
{
	const struct pdf_place m =
	    pdf_place_image(q, page, layer->width, layer->height);
	qpdf_oh before = qpdf_oh_get_key(q, page, "/Contents");
	qpdf_oh contents = qpdf_oh_new_array(q), first = qpdf_oh_new_stream(q);
	char commands[320];

	snprintf(commands, sizeof(commands),
	    "q %.6f %.6f %.6f %.6f %.3f %.3f cm %s Do Q\n", m.a, m.b, m.c, m.d,
	    m.e, m.f, name);
	if (set_data(q, first, commands, strlen(commands)) == -1)
		return -1;
	qpdf_oh_append_item(q, contents, first);
	if (qpdf_oh_is_stream(q, before))
		qpdf_oh_append_item(q, contents, before);
	for (int i = 0; qpdf_oh_is_array(q, before) &&
			i < qpdf_oh_get_array_n_items(q, before);
	     i++)
		qpdf_oh_append_item(
		    q, contents, qpdf_oh_get_array_item(q, before, i));
	qpdf_oh_replace_key(q, page, "/Contents", contents);
	return 0;
}

int
pdf_page_lay_under(
    qpdf_data q, qpdf_oh page, const struct pdf_page_layer *layer)
{
	qpdf_oh resources =
	    copy_dictionary(q, qpdf_oh_get_key(q, page, "/Resources"));
	qpdf_oh objects =
	    copy_dictionary(q, qpdf_oh_get_key(q, resources, "/XObject"));
	qpdf_oh form = make_form(q, layer);
	char name[16];

	if (form == 0)
		return -1;
	find_name(q, objects, name, sizeof(name));
	qpdf_oh_replace_key(q, objects, name, form);
	qpdf_oh_replace_key(q, resources, "/XObject", objects);
	qpdf_oh_replace_key(q, page, "/Resources", resources);
	return draw_first(q, page, name, layer);
}
