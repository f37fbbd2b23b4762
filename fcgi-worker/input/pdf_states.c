/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_states: has pages save as many graphics states as they restore.  poppler
 * 22.12 draws nothing of what follows an operator Q that has nothing to
 * restore; all other viewers pass over that.
 */
#include "input/pdf_states.h"

#include <stdlib.h>
#include <string.h>

#include "input/pdf_objects.h"
#include "input/pdf_tokens.h"

/* A page that lacks more states than this stays as it is. */
#define STATES_MAX 1000

/*
 * How deep forms are looked at that are within forms, and how many of a page at
 * most.
 */
#define FORMS_DEPTH 8
#define FORMS_MAX 1000

/* Budget for walking through the forms of a page. */
struct walk {
	qpdf_data q;
	unsigned forms;
};

/* How far the states of a content are in balance. */
struct balance {
	long depth;  /* states that are saved, below 0 if some lack */
	long lowest; /* of the depth so far */
	long needed; /* the same, but where something follows */
};

/* pdf_tokens_visit() calls this for each token: counts how many states are
 * restored that were never saved. */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct balance *b = context;

	if (kind == PDF_TOKEN_SPACE)
		return;
	if (kind == PDF_TOKEN_OPERATOR && size == 1 && *raw == 'Q') {
		b->depth--;
		if (b->depth < b->lowest)
			b->lowest = b->depth;
		return;
	}
	if (kind == PDF_TOKEN_OPERATOR && size == 1 && *raw == 'q')
		b->depth++;
	b->needed = b->lowest;
}

/* Returns how many states the content lacks, or 0 if those are too many. */
static size_t
count_lacking(const unsigned char *data, size_t size)
{
	struct balance b = {0, 0, 0};
	const struct pdf_token_visitor v = {visit_token, &b};

	if (pdf_tokens_visit(data, size, &v) == -1 || b.needed < -STATES_MAX)
		return 0;
	return (size_t)-b.needed;
}

/* Returns the content with so many states saved before it, to be freed; or NULL
 * without memory. */
static unsigned char *
save_before(const unsigned char *content, size_t size, size_t states)
{
	unsigned char *out = malloc(2 * states + size);

	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < states; i++)
		memcpy(out + 2 * i, "q\n", 2);
	memcpy(out + 2 * states, content, size);
	return out;
}

/* Gives stream the content, which is freed, with the states that it lacks.
 * Returns how many those are. */
static size_t
mend_stream(qpdf_data q, qpdf_oh stream, unsigned char *content, size_t size)
{
	size_t lacking = count_lacking(content, size);
	unsigned char *whole =
	    lacking == 0 ? NULL : save_before(content, size, lacking);

	free(content);
	if (whole == NULL)
		return 0;
	qpdf_oh_replace_stream_data(q, stream, whole, 2 * lacking + size,
	    qpdf_oh_new_null(q), qpdf_oh_new_null(q));
	free(whole);
	return lacking;
}

/* Gives the content of a page the states that it lacks.  Returns how many those
 * are. */
static size_t
mend_page(qpdf_data q, qpdf_oh page)
{
	qpdf_oh stream = qpdf_oh_new_stream(q);
	unsigned char *data = NULL;
	size_t size, lacking;

	if (qpdf_oh_get_page_content_data(q, page, &data, &size) & QPDF_ERRORS)
		return 0;
	lacking = mend_stream(q, stream, data, size);
	if (lacking > 0)
		qpdf_oh_replace_key(q, page, "/Contents", stream);
	return lacking;
}

/* Gives a form the states that it lacks.  Returns how many those are. */
static size_t
mend_content(qpdf_data q, qpdf_oh form)
{
	QPDF_BOOL is_decoded = QPDF_FALSE;
	unsigned char *data = NULL;
	size_t size;

	if (qpdf_oh_get_stream_data(
		q, form, qpdf_dl_specialized, &is_decoded, &data, &size) &
	    QPDF_ERRORS)
		return 0;
	if (is_decoded)
		return mend_stream(q, form, data, size);
	free(data);
	return 0;
}

static size_t mend_forms(struct walk *w, qpdf_oh objects, unsigned depth);

/* Does the same with object if it is a form, and with those that it may draw.
 */
static size_t
mend_form(struct walk *w, qpdf_oh object, unsigned depth)
{
	qpdf_oh dictionary, kind, resources;
	size_t saved;

	if (w->forms == 0 || !qpdf_oh_is_stream(w->q, object))
		return 0;
	dictionary = qpdf_oh_get_dict(w->q, object);
	kind = qpdf_oh_get_key(w->q, dictionary, "/Subtype");
	if (!qpdf_oh_is_name_and_equals(w->q, kind, "/Form"))
		return 0;
	w->forms--;
	saved = mend_content(w->q, object);
	if (depth == 0)
		return saved;
	resources = qpdf_oh_get_key_if_dict(w->q, dictionary, "/Resources");
	return saved + mend_forms(w,
			   qpdf_oh_get_key_if_dict(w->q, resources, "/XObject"),
			   depth - 1);
}

/* Does the same with all objects of a dictionary. */
static size_t
mend_forms(struct walk *w, qpdf_oh objects, unsigned depth)
{
	qpdf_oh values = pdf_objects_values(w->q, objects);
	size_t saved = 0;

	for (int i = 0; i < qpdf_oh_get_array_n_items(w->q, values); i++)
		saved += mend_form(
		    w, qpdf_oh_get_array_item(w->q, values, i), depth);
	return saved;
}

/* Has a page, and the forms that it may draw, save the states that they lack.
 * Returns how many those are. */
static unsigned
save_states(qpdf_data q, unsigned number)
{
	struct walk w = {q, FORMS_MAX};
	qpdf_oh page = qpdf_get_page_n(q, number), resources;
	size_t saved = mend_page(q, page);

	resources = qpdf_oh_get_key_if_dict(q, page, "/Resources");
	saved += mend_forms(
	    &w, qpdf_oh_get_key_if_dict(q, resources, "/XObject"), FORMS_DEPTH);
	qpdf_oh_release_all(q);
	return (unsigned)saved;
}

int
pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out)
{
	return pdf_objects_change(pdf, pages, save_states, out);
}
