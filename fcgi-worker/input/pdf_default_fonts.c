/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_default_fonts: gives a page a font for text in a font that it lacks.
 * poppler leaves such text out, but many viewers show it in a font of their
 * own.
 */
#include "input/pdf_default_fonts.h"

#include <stdbool.h>
#include <string.h>

#include "input/pdf_objects.h"
#include "input/pdf_tokens.h"

/* Names that are longer, as they are written, are passed over. */
#define NAME_MAX_SIZE 100
/* The most fonts that are added for a content. */
#define FONTS_MAX 256

/* A content that is searched for fonts. */
struct search {
	qpdf_data q;
	qpdf_oh page;
	qpdf_oh resources;	  /* of the page; null if it has none yet */
	qpdf_oh other;		  /* resources that come before those */
	char name[NAME_MAX_SIZE]; /* the last name, as it is written */
	size_t name_size;
	bool is_known; /* that there is a font with this name */
	size_t added;  /* fonts */
};

/* Whether resources have a font with this name. */
static bool
have_font(qpdf_data q, qpdf_oh resources, const char *name)
{
	qpdf_oh fonts = pdf_objects_get(q, resources, "/Font");
	qpdf_oh font = pdf_objects_get(q, fonts, name);
	bool are_with_font = qpdf_oh_is_dictionary(q, font);

	qpdf_oh_release(q, font);
	qpdf_oh_release(q, fonts);
	return are_with_font;
}

/*
 * Returns the dictionary at key in object.  If there is none, a new one becomes
 * the value of key.
 */
static qpdf_oh
make_dictionary(qpdf_data q, qpdf_oh object, const char *key)
{
	if (!qpdf_oh_is_dictionary(q, pdf_objects_get(q, object, key)))
		qpdf_oh_replace_key(q, object, key, qpdf_oh_new_dictionary(q));
	return pdf_objects_get(q, object, key);
}

/* Adds Helvetica to the fonts of the page under this name. */
static void
add_font(struct search *s, const char *name)
{
	if (!qpdf_oh_is_dictionary(s->q, s->resources))
		s->resources = make_dictionary(s->q, s->page, "/Resources");
	qpdf_oh_replace_key(s->q, make_dictionary(s->q, s->resources, "/Font"),
	    name,
	    qpdf_oh_parse(s->q, "<</Type/Font/Subtype/Type1"
				"/BaseFont/Helvetica"
				"/Encoding/WinAnsiEncoding>>"));
	s->added++;
}

/*
 * Whether the letters of a font with this name are no text: it is the usual one
 * for the ticks of check boxes, which would be digits in Helvetica.
 */
static bool
is_of_ticks(const char *name)
{
	return strcmp(name, "/ZaDb") == 0;
}

/* Adds a font with the last name of s, if there is none. */
static void
need_font(struct search *s)
{
	const char *name = pdf_objects_read_name(s->q, s->name, s->name_size);

	s->is_known = true;
	if (*name != '\0' && !is_of_ticks(name) &&
	    !have_font(s->q, s->other, name) &&
	    !have_font(s->q, s->resources, name) && s->added < FONTS_MAX)
		add_font(s, name);
}

/* Notes the name that is written as these size bytes. */
static void
note_name(struct search *s, const char *raw, size_t size)
{
	if (size > sizeof(s->name))
		size = 0;
	if (size > 0 && size == s->name_size && memcmp(raw, s->name, size) == 0)
		return;
	memcpy(s->name, raw, size);
	s->name_size = size;
	s->is_known = false;
}

/*
 * pdf_tokens_visit() calls this with each token.  A font is selected by its
 * name, which is the last one before the operator Tf.
 */
static void
visit_token(
    void *context, enum pdf_token_kind kind, const char *raw, size_t size)
{
	struct search *s = context;

	if (kind == PDF_TOKEN_OTHER && size > 0 && *raw == '/')
		note_name(s, raw, size);
	else if (kind == PDF_TOKEN_OPERATOR && size == 2 &&
		 memcmp(raw, "Tf", 2) == 0 && !s->is_known)
		need_font(s);
}

size_t
pdf_default_fonts_add(qpdf_data q, qpdf_oh page, qpdf_oh other,
    const unsigned char *content, size_t size)
{
	struct search s = {.q = q,
	    .page = page,
	    .resources = pdf_objects_resources(q, page),
	    .other = other};
	const struct pdf_token_visitor v = {visit_token, &s};

	/* What cannot be read further is searched up to there. */
	pdf_tokens_visit(content, size, &v);
	return s.added;
}
