/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_fonts: finds the fonts of a PDF for whose codes no letters are given, ISO
 * 32000-1 section 9.10.2.  poppler takes such codes for letters all the same.
 */
#include "input/pdf_fonts.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf_encoding.h"
#include "input/pdf_objects.h"

/*
 * The levels of forms within forms that are searched, and the most fonts and
 * forms of a page.
 */
#define DEPTH 4
#define OBJECTS_MAX 256

struct pdf_fonts {
	qpdf_data q;
	char *names[OBJECTS_MAX]; /* of the page's unmapped fonts */
	unsigned count;
	unsigned left; /* fonts and forms that may still be looked at */
};

struct pdf_fonts *
pdf_fonts_open(const struct bytes *pdf)
{
	struct pdf_fonts *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	if (pdf_objects_open(pdf, &f->q) == 0 && qpdf_get_num_pages(f->q) > 0)
		return f;
	pdf_fonts_close(f);
	return NULL;
}

/* Forgets the fonts of the last page. */
static void
forget_fonts(struct pdf_fonts *f)
{
	for (unsigned i = 0; i < f->count; i++)
		free(f->names[i]);
	f->count = 0;
}

void
pdf_fonts_close(struct pdf_fonts *f)
{
	if (f == NULL)
		return;
	forget_fonts(f);
	pdf_objects_close(&f->q);
	free(f);
}

/*
 * Whether font has a table from codes to Unicode with something in it: some
 * programs write an empty one.  A table whose coding libqpdf does not know
 * counts as one with content; one that is broken counts as none.
 */
static bool
has_table(qpdf_data q, qpdf_oh font)
{
	qpdf_oh table = qpdf_oh_get_key(q, font, "/ToUnicode");
	QPDF_BOOL is_decoded = QPDF_FALSE;
	unsigned char *data = NULL;
	bool found = true;
	size_t size;

	/* A name refers to a predefined table. */
	if (!qpdf_oh_is_stream(q, table))
		return qpdf_oh_is_name(q, table);
	if (qpdf_oh_get_stream_data(
		q, table, qpdf_dl_specialized, &is_decoded, &data, &size) &
	    QPDF_ERRORS)
		return false;
	/*
	 * Entries begin with beginbfchar or beginbfrange; usecmap refers to
	 * another table.
	 */
	if (is_decoded)
		found = memmem(data, size, "beginbf", 7) != NULL ||
			memmem(data, size, "usecmap", 7) != NULL;
	free(data);
	return found;
}

/*
 * Whether the codes of font, which is of Type 0, number its own glyphs, and not
 * the characters of a known collection.
 */
static bool
has_own_codes(qpdf_data q, qpdf_oh font)
{
	qpdf_oh encoding = qpdf_oh_get_key(q, font, "/Encoding");
	qpdf_oh descendants = qpdf_oh_get_key(q, font, "/DescendantFonts");
	qpdf_oh system;

	if (!qpdf_oh_is_name_and_equals(q, encoding, "/Identity-H") &&
	    !qpdf_oh_is_name_and_equals(q, encoding, "/Identity-V"))
		return false;
	if (!qpdf_oh_is_array(q, descendants) ||
	    qpdf_oh_get_array_n_items(q, descendants) == 0)
		return true;
	system = pdf_objects_get(
	    q, qpdf_oh_get_array_item(q, descendants, 0), "/CIDSystemInfo");
	system = pdf_objects_get(q, system, "/Ordering");
	return !qpdf_oh_is_string(q, system) ||
	       strcmp(qpdf_oh_get_string_value(q, system), "Identity") == 0;
}

/*
 * Whether nothing says which letters the codes of font stand for: they number
 * its own glyphs, and no table maps them to Unicode.
 */
static bool
is_unmapped(qpdf_data q, qpdf_oh font)
{
	bool is_numbered;

	if (!qpdf_oh_is_dictionary(q, font))
		return false;
	is_numbered = qpdf_oh_is_name_and_equals(
			  q, qpdf_oh_get_key(q, font, "/Subtype"), "/Type0")
			  ? has_own_codes(q, font)
			  : pdf_encoding_is_numbered(q, font);
	return is_numbered && !has_table(q, font);
}

/*
 * Adds the name of font, without its slash, to f->names if the font is
 * unmapped.  Does nothing if names is full.
 */
static void
add_font(struct pdf_fonts *f, qpdf_oh font)
{
	qpdf_oh name;

	if (f->count == OBJECTS_MAX || !is_unmapped(f->q, font))
		return;
	name = qpdf_oh_get_key(f->q, font, "/BaseFont");
	if (!qpdf_oh_is_name(f->q, name))
		return;
	f->names[f->count] = strdup(qpdf_oh_get_name(f->q, name) + 1);
	f->count += f->names[f->count] != NULL;
}

/*
 * Counts one more font or form of the page.  Returns false, and counts nothing,
 * if OBJECTS_MAX were looked at.
 */
static bool
count_object(struct pdf_fonts *f)
{
	if (f->left == 0)
		return false;
	f->left--;
	return true;
}

/*
 * Adds the unmapped fonts in resources, and in the resources of the forms
 * there, down to depth levels of forms within forms.
 */
static void
add_resources(struct pdf_fonts *f, qpdf_oh resources, unsigned depth)
{
	qpdf_data q = f->q;
	qpdf_oh values =
	    pdf_objects_values(q, pdf_objects_get(q, resources, "/Font"));
	qpdf_oh object;

	for (int i = 0;
	     i < qpdf_oh_get_array_n_items(q, values) && count_object(f); i++)
		add_font(f, qpdf_oh_get_array_item(q, values, i));
	if (depth == 0)
		return;
	values =
	    pdf_objects_values(q, pdf_objects_get(q, resources, "/XObject"));
	for (int i = 0;
	     i < qpdf_oh_get_array_n_items(q, values) && count_object(f); i++) {
		object = qpdf_oh_get_array_item(q, values, i);
		if (qpdf_oh_is_stream(q, object))
			add_resources(f,
			    qpdf_oh_get_key(
				q, qpdf_oh_get_dict(q, object), "/Resources"),
			    depth - 1);
	}
}

void
pdf_fonts_enter(struct pdf_fonts *f, unsigned page)
{
	qpdf_oh resources;

	forget_fonts(f);
	f->left = OBJECTS_MAX;
	resources = pdf_objects_resources(f->q, qpdf_get_page_n(f->q, page));
	add_resources(f, resources, DEPTH);
	qpdf_oh_release_all(f->q);
	/* libqpdf writes an error to stderr if nobody has fetched it. */
	if (qpdf_has_error(f->q))
		qpdf_get_error(f->q);
}

bool
pdf_fonts_is_unmapped(const struct pdf_fonts *f, const char *name)
{
	for (unsigned i = 0; f != NULL && i < f->count; i++)
		if (strcmp(f->names[i], name) == 0)
			return true;
	return false;
}
