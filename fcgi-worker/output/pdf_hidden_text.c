/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_hidden_text: removes text that is not seen from a page, and from the
 * forms that it draws.  What is removed from the content of one of them is
 * decided in pdf_hidden_text_stream.c.  Objects that other pages may share are
 * copied before they are changed.
 */
#include "output/pdf_hidden_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "input/pdf_objects.h"
#include "input/pdf_states.h"
#include "output/pdf_cover.h"
#include "output/pdf_drawing.h"
#include "output/pdf_edit.h"
#include "output/pdf_hidden_text_stream.h"
#include "output/pdf_place.h"

/*
 * The levels of forms within forms that are changed, and the most forms of a
 * page.
 */
#define FORMS_DEPTH 4
#define FORMS_MAX 256
/*
 * A scan fills a page if it is at most this much smaller, in the page's units,
 * since sizes are rounded.  For a form, which may be enlarged when it is drawn,
 * it is this share of the shorter side.
 */
#define ROUNDING 1.0
#define FORM_ROUNDING 0.001

/* The state of going through a page and its forms. */
struct walk {
	qpdf_data q;
	unsigned forms;	   /* that may still be looked at */
	int rc;		   /* -1 once there was no memory */
	bool with_covered; /* text under images is removed, too */
};

/*
 * Replaces *content, of *size bytes, by its mended form, if anything is wrong
 * with it.  Viewers read some mistakes as if they were right, such as Qq for
 * Q q, so what is seen depends on them, too.
 */
static void
mend(unsigned char **content, size_t *size)
{
	struct buffer mended = {0};

	if (pdf_states_mend_content(*content, *size, &mended) == 0) {
		buffer_free(&mended);
		return;
	}
	free(*content);
	*content = (unsigned char *)mended.data;
	*size = mended.size;
}

/*
 * Removes text that is not seen from a content.  content has the bytes of it,
 * and says what hides text at its start and what an image covers.  Frees the
 * bytes.  Returns whether there was such text; if so, what remains is in out.
 */
static bool
remove_from(struct pdf_drawing *d, struct pdf_hidden_text_stream *content,
    struct buffer *out)
{
	int removed;

	content->drawn = pdf_drawing_note;
	content->opacity = pdf_drawing_opacity;
	content->context = d;
	removed = pdf_hidden_text_stream_remove(content, out);
	free((void *)(uintptr_t)content->data);
	return removed > 0;
}

static qpdf_oh remove_from_forms(struct walk *w, qpdf_oh resources,
    const struct pdf_drawing *d, unsigned depth);

/*
 * Returns a new form that is like form, but whose content is data.  Sets w->rc
 * to -1 without memory.
 */
static qpdf_oh
copy_form_with(struct walk *w, qpdf_oh form, const struct buffer *data)
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
	if (pdf_edit_set_data(w->q, new, data->data, data->size) == -1)
		w->rc = -1;
	return new;
}

/*
 * Sets *box to the part of form that is shown, in the form's units.  The file
 * may give the sides in any order.  Returns false if the form does not say.
 */
static bool
get_box(qpdf_data q, qpdf_oh form, struct pdf_place_box *box)
{
	qpdf_oh sides = qpdf_oh_get_key(q, qpdf_oh_get_dict(q, form), "/BBox");
	double n[4];

	if (pdf_objects_count(q, sides) != 4)
		return false;
	for (int i = 0; i < 4; i++) {
		qpdf_oh side = qpdf_oh_get_array_item(q, sides, i);

		if (!qpdf_oh_is_number(q, side))
			return false;
		n[i] = qpdf_oh_get_numeric_value(q, side);
	}
	*box = (struct pdf_place_box){fmin(n[0], n[2]), fmin(n[1], n[3]),
	    fmax(n[0], n[2]), fmax(n[1], n[3])};
	return true;
}

/*
 * Finds the last image in form that fills it and hides what was drawn before.
 * Returns the offset behind that image in the content, size bytes at data; 0 if
 * there is none.  d is the form's drawing.
 */
static size_t
find_covered_in_form(
    qpdf_oh form, struct pdf_drawing *d, const unsigned char *data, size_t size)
{
	struct pdf_cover cover = {.data = data,
	    .size = size,
	    .is_opaque = pdf_drawing_has_opaque_image,
	    .stays_opaque = pdf_drawing_stays_opaque,
	    .context = d};

	if (!d->is_plain || !get_box(d->q, form, &cover.shown))
		return 0;
	cover.rounding =
	    FORM_ROUNDING * fmin(cover.shown.right - cover.shown.left,
				cover.shown.top - cover.shown.bottom);
	return pdf_cover_find(&cover);
}

/*
 * Removes hidden text from a form that parent, a page or form, draws and, down
 * to depth levels, from the forms that it draws itself.  hidden says what hides
 * text at the start of the form, see pdf_hidden_text_stream.  Returns the form
 * itself if nothing was changed, otherwise a stream to be used in its place.
 * Sets w->rc to -1 without memory.
 */
static qpdf_oh
remove_from_form(struct walk *w, qpdf_oh form, const struct pdf_drawing *parent,
    unsigned hidden, unsigned depth)
{
	qpdf_oh dict = qpdf_oh_get_dict(w->q, form), changed = 0;
	qpdf_oh resources = qpdf_oh_get_key(w->q, dict, "/Resources");
	struct pdf_drawing d =
	    pdf_drawing_begin(w->q, resources, pdf_drawing_is_opaque(parent));
	struct pdf_hidden_text_stream content = {.hidden = hidden};
	struct buffer rest = {0};
	QPDF_BOOL decoded = QPDF_FALSE;
	bool removed = false;
	unsigned char *data = NULL;

	if (qpdf_oh_get_stream_data(w->q, form, qpdf_dl_specialized, &decoded,
		&data, &content.size) &
	    QPDF_ERRORS)
		return form;
	if (decoded)
		mend(&data, &content.size);
	content.data = data;
	if (decoded && w->with_covered)
		content.covered =
		    find_covered_in_form(form, &d, data, content.size);
	if (decoded)
		removed = remove_from(&d, &content, &rest);
	else
		free(data);
	if (depth > 0)
		changed = remove_from_forms(w, resources, &d, depth - 1);
	if (removed || (changed != 0 && decoded && rest.data != NULL))
		form = copy_form_with(w, form, &rest);
	if (rest.failed)
		w->rc = -1;
	buffer_free(&rest);
	if (changed != 0)
		qpdf_oh_replace_key(
		    w->q, qpdf_oh_get_dict(w->q, form), "/Resources", changed);
	return form;
}

/* Whether object is a form, which has content as a page has. */
static bool
is_form(qpdf_data q, qpdf_oh object)
{
	return qpdf_oh_is_stream(q, object) &&
	       qpdf_oh_is_name_and_equals(q,
		   qpdf_oh_get_key(q, qpdf_oh_get_dict(q, object), "/Subtype"),
		   "/Form");
}

/*
 * Returns an array of the keys of a dictionary.  The caller uses other
 * dictionaries while it goes through them, but libqpdf can iterate over only
 * one at a time.
 */
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
 * Removes hidden text from the forms that d, a page or form with these
 * resources, draws.  Returns changed resources to be used in place of the old
 * ones, or 0 if nothing was changed.
 */
static qpdf_oh
remove_from_forms(struct walk *w, qpdf_oh resources,
    const struct pdf_drawing *d, unsigned depth)
{
	qpdf_data q = w->q;
	qpdf_oh copy = 0, names, name, form, rest;
	unsigned hidden;

	if (!qpdf_oh_is_dictionary(q, d->objects))
		return 0;
	names = list_names(q, d->objects);
	for (int i = 0; i < qpdf_oh_get_array_n_items(q, names); i++) {
		name = qpdf_oh_get_array_item(q, names, i);
		form =
		    qpdf_oh_get_key(q, d->objects, qpdf_oh_get_name(q, name));
		if (w->forms == 0 || !is_form(q, form))
			continue;
		w->forms--;
		hidden = pdf_drawing_hidden(d, qpdf_oh_get_name(q, name));
		rest = remove_from_form(w, form, d, hidden, depth);
		if (rest == form)
			continue;
		if (copy == 0)
			copy = pdf_edit_copy(q, d->objects);
		qpdf_oh_replace_key(q, copy, qpdf_oh_get_name(q, name), rest);
	}
	if (copy == 0)
		return 0;
	rest = pdf_edit_copy(q, resources);
	qpdf_oh_replace_key(q, rest, "/XObject", copy);
	return rest;
}

/*
 * Finds the last image on page that fills it and hides what was drawn before.
 * Returns the offset behind that image in the content, size bytes at data; 0 if
 * there is none.  d is the page's drawing.
 */
static size_t
find_covered(
    qpdf_oh page, struct pdf_drawing *d, const unsigned char *data, size_t size)
{
	const struct pdf_cover cover = {data, size, pdf_place_shown(d->q, page),
	    ROUNDING, pdf_drawing_has_opaque_image, pdf_drawing_stays_opaque,
	    d};

	return pdf_cover_find(&cover);
}

int
pdf_hidden_text_remove(qpdf_data q, qpdf_oh page, bool with_covered)
{
	struct walk w = {q, FORMS_MAX, 0, with_covered};
	qpdf_oh resources = qpdf_oh_get_key(q, page, "/Resources"), content;
	struct pdf_drawing d = pdf_drawing_begin(q, resources, true);
	struct buffer rest = {0};
	unsigned char *data = NULL;
	bool removed = false;
	size_t size;

	if ((qpdf_oh_get_page_content_data(q, page, &data, &size) &
		QPDF_ERRORS) == 0) {
		mend(&data, &size);
		removed = remove_from(&d,
		    &(struct pdf_hidden_text_stream){.data = data,
			.size = size,
			.covered = with_covered
				       ? find_covered(page, &d, data, size)
				       : 0},
		    &rest);
	}
	if (removed) {
		content = qpdf_oh_new_stream(q);
		if (pdf_edit_set_data(q, content, rest.data, rest.size) == -1)
			w.rc = -1;
		else
			qpdf_oh_replace_key(q, page, "/Contents", content);
	}
	if (rest.failed)
		w.rc = -1;
	buffer_free(&rest);
	resources = remove_from_forms(&w, resources, &d, FORMS_DEPTH);
	if (resources != 0)
		qpdf_oh_replace_key(q, page, "/Resources", resources);
	/*
	 * A stream that could not be decoded stays as it is; that is no
	 * failure.
	 */
	if (qpdf_has_error(q))
		qpdf_get_error(q);
	return w.rc;
}
