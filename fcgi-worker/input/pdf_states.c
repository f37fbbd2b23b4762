/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_states: mends the contents of pages that poppler would draw only in part.
 * Saves as many graphics states as the content restores, removes operators that
 * lack operands, and writes numbers and operators so that poppler understands
 * them.  Adds fonts that are missing.  poppler 22.12 draws nothing after an
 * operator Q that has nothing to restore, or after an operator that lacks
 * operands or has wrong ones, and no text without a font.  Other viewers pass
 * over all that.
 */
#include "input/pdf_states.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "input/pdf_default_fonts.h"
#include "input/pdf_objects.h"
#include "input/pdf_operands.h"
#include "input/pdf_spelling.h"
#include "input/pdf_tokens.h"

/*
 * The most graphics states that are added to a page.  To a page that lacks
 * more, none are added.
 */
#define STATES_MAX 1000

/*
 * The levels of forms within forms that are mended; the most forms of a page;
 * and the most objects of a page that are searched for forms.
 */
#define FORMS_DEPTH 8
#define FORMS_MAX 1000
#define OBJECTS_MAX 10000

/* What was searched for forms of a page, and what may still be. */
struct walk {
	qpdf_data q;
	qpdf_oh page;
	unsigned objects_left; /* that may still be looked at */
	int seen[FORMS_MAX];   /* the object numbers of forms that were found */
	size_t seen_count;
};

/* How saving and restoring of states in a content balance. */
struct balance {
	long depth;  /* states saved minus states restored */
	long lowest; /* depth so far */
	long needed; /* lowest depth that something is drawn after */
};

/* A content that is read token by token. */
struct scan {
	struct balance balance;
	struct buffer *rest; /* what is kept of the content */
	size_t operands;     /* before the next operator */
	size_t begin;	     /* where the first of them is in rest */
	unsigned nesting;    /* of arrays and dictionaries */
	size_t left_out;     /* operators that were removed */
	size_t rewritten;    /* numbers and operators */
};

/*
 * Counts an operator: q saves a state, Q restores one, and any other one needs
 * the states that were restored before it.
 */
static void
count_state(struct balance *b, bool is_saved, bool is_restored)
{
	if (is_restored) {
		b->depth--;
		if (b->depth < b->lowest)
			b->lowest = b->depth;
		return;
	}
	b->depth += is_saved;
	b->needed = b->lowest;
}

/*
 * Counts the operator that was just added to s->rest.  If it lacks operands,
 * removes it and the operands that it has instead.
 */
static void
take_operator(struct scan *s, const char *raw, size_t size)
{
	if (pdf_operands_lack(raw, size, s->operands)) {
		s->rest->size =
		    s->operands > 0 ? s->begin : s->rest->size - size;
		s->left_out++;
	} else
		count_state(&s->balance, size == 1 && *raw == 'q',
		    size == 1 && *raw == 'Q');
	s->operands = 0;
}

/*
 * Counts the operand that was just added to s->rest.  Sets s->begin at the
 * first operand of an operator, so that take_operator can remove them.  An
 * array or a dictionary counts as one operand; raw may begin, continue or end
 * it.
 */
static void
take_operand(struct scan *s, const char *raw, size_t size)
{
	/* The data of an image within the content is one token, which may begin
	 * with any byte. */
	bool opens = (size == 1 && *raw == '[') ||
		     (size == 2 && memcmp(raw, "<<", 2) == 0);
	bool closes = (size == 1 && *raw == ']') ||
		      (size == 2 && memcmp(raw, ">>", 2) == 0);

	if (s->nesting == 0 && !closes && s->operands++ == 0)
		s->begin = s->rest->size - size;
	s->nesting += opens;
	s->nesting -= closes && s->nesting > 0;
}

/*
 * Whether a token that begins with c is like a number.  libqpdf takes a
 * malformed number, such as 0.00-35, for an operator, but poppler reads it as a
 * number.
 */
static bool
is_like_number(char c)
{
	return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/*
 * Copies the token raw to s->rest, and counts it.  An operator that lacks
 * operands is removed again.
 */
static void
copy_token(
    struct scan *s, enum pdf_token_kind kind, const char *raw, size_t size)
{
	buffer_add(s->rest, raw, size);
	if (kind == PDF_TOKEN_SPACE || size == 0 || s->rest->failed)
		return;
	if (kind == PDF_TOKEN_OPERATOR && s->nesting == 0 &&
	    !is_like_number(*raw))
		take_operator(s, raw, size);
	else
		take_operand(s, raw, size);
}

/*
 * pdf_tokens_visit() calls this with each token.  Copies it, in another
 * spelling if poppler would not understand it.
 */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct scan *s = context;
	char number[PDF_SPELLING_NUMBER];
	size_t length = 0;

	if (kind == PDF_TOKEN_OPERATOR)
		length = pdf_spelling_number(raw, size, number);
	if (length > 0) {
		s->rewritten++;
		copy_token(s, PDF_TOKEN_OTHER, number, length);
		return;
	}
	if (kind == PDF_TOKEN_OPERATOR && s->nesting == 0)
		length = pdf_spelling_divide(raw, size);
	if (length > 0) {
		s->rewritten++;
		copy_token(s, kind, raw, length);
		copy_token(s, PDF_TOKEN_SPACE, " ", 1);
	}
	copy_token(s, kind, raw + length, size - length);
}

size_t
pdf_states_mend_content(
    const unsigned char *data, size_t size, struct buffer *out)
{
	struct buffer rest = {0};
	struct scan s = {.rest = &rest};
	const struct pdf_token_visitor v = {visit_token, &s};
	size_t changes = 0, lacking;

	if (pdf_tokens_visit(data, size, &v) == 0 && !rest.failed) {
		lacking = s.balance.needed < -STATES_MAX
			      ? 0
			      : (size_t)-s.balance.needed;
		for (size_t i = 0; i < lacking; i++)
			buffer_add_text(out, "q\n");
		buffer_add(out, rest.data, rest.size);
		changes = lacking + s.left_out + s.rewritten;
	}
	buffer_free(&rest);
	return out->failed ? 0 : changes;
}

/*
 * Mends content, of size bytes, see pdf_states_mend_content().  If something
 * had to be mended, the result becomes the data of stream.  Frees content.
 * Returns the number of changes.
 */
static size_t
mend_stream(qpdf_data q, qpdf_oh stream, unsigned char *content, size_t size)
{
	struct buffer whole = {0};
	size_t changes = pdf_states_mend_content(content, size, &whole);

	free(content);
	if (changes > 0)
		qpdf_oh_replace_stream_data(q, stream,
		    (const unsigned char *)whole.data, whole.size,
		    qpdf_oh_new_null(q), qpdf_oh_new_null(q));
	buffer_free(&whole);
	return changes;
}

/*
 * Mends the content of a page, see pdf_states_mend_content(), removes items of
 * the content that are no streams, and adds fonts that the page lacks.  Returns
 * the number of changes.
 */
static size_t
mend_page(qpdf_data q, qpdf_oh page)
{
	qpdf_oh stream = qpdf_oh_new_stream(q);
	unsigned char *data = NULL;
	size_t size, changes, others = pdf_objects_mend_contents(q, page);

	if (qpdf_oh_get_page_content_data(q, page, &data, &size) & QPDF_ERRORS)
		return others;
	others +=
	    pdf_default_fonts_add(q, page, qpdf_oh_new_null(q), data, size);
	changes = mend_stream(q, stream, data, size);
	if (changes > 0)
		qpdf_oh_replace_key(q, page, "/Contents", stream);
	return others + changes;
}

/*
 * Mends the content of a form with these resources, see
 * pdf_states_mend_content(), and adds fonts that it lacks to the page.  Returns
 * the number of changes; 0 if the content cannot be unpacked.
 */
static size_t
mend_content(const struct walk *w, qpdf_oh form, qpdf_oh resources)
{
	QPDF_BOOL is_decoded = QPDF_FALSE;
	unsigned char *data = NULL;
	size_t size, fonts;

	if (qpdf_oh_get_stream_data(
		w->q, form, qpdf_dl_specialized, &is_decoded, &data, &size) &
	    QPDF_ERRORS)
		return 0;
	if (is_decoded) {
		fonts =
		    pdf_default_fonts_add(w->q, w->page, resources, data, size);
		return fonts + mend_stream(w->q, form, data, size);
	}
	free(data);
	return 0;
}

/*
 * Notes that w has found form.  Returns false if it was found before, or
 * FORMS_MAX others were.
 */
static bool
note_form(struct walk *w, qpdf_oh form)
{
	int id = qpdf_oh_get_object_id(w->q, form);

	for (size_t i = 0; i < w->seen_count; i++)
		if (w->seen[i] == id)
			return false;
	if (w->seen_count == FORMS_MAX)
		return false;
	w->seen[w->seen_count++] = id;
	return true;
}

static size_t mend_forms(struct walk *w, qpdf_oh dictionary, unsigned depth);

/*
 * If object is a form, mends its content and, down to depth levels of forms
 * within forms, the forms that it may draw.  Returns the number of changes; 0
 * for a form that was found before.
 */
static size_t
mend_form(struct walk *w, qpdf_oh object, unsigned depth)
{
	qpdf_oh dictionary, kind, resources;
	size_t changes;

	if (!qpdf_oh_is_stream(w->q, object))
		return 0;
	dictionary = qpdf_oh_get_dict(w->q, object);
	kind = qpdf_oh_get_key(w->q, dictionary, "/Subtype");
	if (!qpdf_oh_is_name_and_equals(w->q, kind, "/Form") ||
	    !note_form(w, object))
		return 0;
	resources = pdf_objects_get(w->q, dictionary, "/Resources");
	changes = mend_content(w, object, resources);
	if (depth == 0)
		return changes;
	return changes + mend_forms(w,
			     pdf_objects_get(w->q, resources, "/XObject"),
			     depth - 1);
}

/*
 * Mends each form among the values in a dictionary, see mend_form().  Stops
 * when OBJECTS_MAX objects of the page were looked at.  Returns the number of
 * changes.
 */
static size_t
mend_forms(struct walk *w, qpdf_oh dictionary, unsigned depth)
{
	qpdf_oh values, value;
	size_t changes = 0;

	if (w->objects_left == 0)
		return 0;
	values = pdf_objects_values(w->q, dictionary);
	for (int i = 0;
	     i < qpdf_oh_get_array_n_items(w->q, values) && w->objects_left > 0;
	     i++) {
		w->objects_left--;
		value = qpdf_oh_get_array_item(w->q, values, i);
		changes += mend_form(w, value, depth);
		qpdf_oh_release(w->q, value);
	}
	qpdf_oh_release(w->q, values);
	return changes;
}

/*
 * Mends the forms that an annotation is drawn with: one, or one for each of its
 * states, such as /Yes and /Off.  Returns the number of changes.
 */
static size_t
mend_annotation(struct walk *w, qpdf_oh annotation)
{
	qpdf_oh forms = pdf_objects_get(w->q, annotation, "/AP");
	qpdf_oh states = pdf_objects_get(w->q, forms, "/N");
	size_t changes = mend_forms(w, forms, FORMS_DEPTH) +
			 mend_forms(w, states, FORMS_DEPTH);

	qpdf_oh_release(w->q, forms);
	qpdf_oh_release(w->q, states);
	return changes;
}

/* Mends the annotations of w's page.  Returns the number of changes. */
static size_t
mend_annotations(struct walk *w)
{
	qpdf_oh list = pdf_objects_get(w->q, w->page, "/Annots"), annotation;
	int count = pdf_objects_count(w->q, list);
	size_t changes = 0;

	for (int i = 0; i < count && w->objects_left > 0; i++) {
		w->objects_left--;
		annotation = qpdf_oh_get_array_item(w->q, list, i);
		changes += mend_annotation(w, annotation);
		qpdf_oh_release(w->q, annotation);
	}
	return changes;
}

/*
 * Mends the content of the page with this number, from 0, and of the forms that
 * it may draw.  Returns the number of changes.
 */
static unsigned
mend_all(qpdf_data q, unsigned number)
{
	struct walk w = {.q = q,
	    .page = qpdf_get_page_n(q, number),
	    .objects_left = OBJECTS_MAX};
	qpdf_oh resources = pdf_objects_resources(q, w.page);
	size_t changes = mend_page(q, w.page);

	changes += mend_forms(
	    &w, pdf_objects_get(q, resources, "/XObject"), FORMS_DEPTH);
	changes += mend_annotations(&w);
	qpdf_oh_release_all(q);
	return (unsigned)changes;
}

int
pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out)
{
	return pdf_objects_change(pdf, pages, mend_all, out);
}
