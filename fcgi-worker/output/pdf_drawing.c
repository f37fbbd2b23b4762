/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_drawing: what the content of a page or form draws by the names of its
 * resources.  It reads the resources, and changes nothing of the document.
 */
#include "output/pdf_drawing.h"

#include "input/pdf_objects.h"

struct pdf_drawing
pdf_drawing_begin(qpdf_data q, qpdf_oh resources, bool is_plain)
{
	return (struct pdf_drawing){q,
	    pdf_objects_get(q, resources, "/XObject"),
	    qpdf_oh_new_dictionary(q),
	    pdf_objects_get(q, resources, "/ExtGState"), is_plain};
}

unsigned
pdf_drawing_hidden(const struct pdf_drawing *d, const char *key)
{
	qpdf_oh hidden = qpdf_oh_get_key(d->q, d->names, key);
	unsigned value = qpdf_oh_is_integer(d->q, hidden)
			     ? qpdf_oh_get_uint_value_as_uint(d->q, hidden)
			     : 0;

	qpdf_oh_release(d->q, hidden);
	return value;
}

void
pdf_drawing_note(void *drawing, const char *name, size_t size, unsigned hidden)
{
	const struct pdf_drawing *d = drawing;
	const char *key = pdf_objects_read_name(d->q, name, size);

	if (!qpdf_oh_has_key(d->q, d->objects, key))
		return;
	if (qpdf_oh_has_key(d->q, d->names, key))
		hidden &= pdf_drawing_hidden(d, key);
	qpdf_oh_replace_key(
	    d->q, d->names, key, qpdf_oh_new_integer(d->q, hidden));
}

/* Returns the number that dictionary has under key; or fallback if that is no
 * number. */
static double
number_of(qpdf_data q, qpdf_oh dictionary, const char *key, double fallback)
{
	qpdf_oh value = qpdf_oh_get_key(q, dictionary, key);
	double number = qpdf_oh_is_number(q, value)
			    ? qpdf_oh_get_numeric_value(q, value)
			    : fallback;

	qpdf_oh_release(q, value);
	return number;
}

/*
 * Returns the graphics state with that name, of size bytes; a null object if
 * there is none.
 */
static qpdf_oh
find_state(const struct pdf_drawing *d, const char *name, size_t size)
{
	const char *key = pdf_objects_read_name(d->q, name, size);

	return pdf_objects_get(d->q, d->states, key);
}

double
pdf_drawing_opacity(void *drawing, const char *name, size_t size)
{
	const struct pdf_drawing *d = drawing;
	qpdf_oh dictionary = find_state(d, name, size);
	double opacity = qpdf_oh_is_dictionary(d->q, dictionary)
			     ? number_of(d->q, dictionary, "/ca", -1)
			     : -1;

	qpdf_oh_release(d->q, dictionary);
	return opacity;
}

/* Whether dictionary does not have key, or has name as its value. */
static bool
is_usual(qpdf_data q, qpdf_oh dictionary, const char *key, const char *name)
{
	return !qpdf_oh_has_key(q, dictionary, key) ||
	       qpdf_oh_is_name_and_equals(
		   q, qpdf_oh_get_key(q, dictionary, key), name);
}

/*
 * Whether everything that is drawn with a graphics state is opaque: nothing is
 * transparent or blended.
 */
static bool
is_opaque_state(qpdf_data q, qpdf_oh state)
{
	return qpdf_oh_is_dictionary(q, state) &&
	       number_of(q, state, "/ca", 1) >= 1 &&
	       is_usual(q, state, "/SMask", "/None") &&
	       is_usual(q, state, "/BM", "/Normal");
}

bool
pdf_drawing_stays_opaque(void *drawing, const char *name, size_t size)
{
	const struct pdf_drawing *d = drawing;

	return is_opaque_state(d->q, find_state(d, name, size));
}

bool
pdf_drawing_is_opaque(const struct pdf_drawing *d)
{
	qpdf_oh states = pdf_objects_values(d->q, d->states);

	for (int i = 0; i < pdf_objects_count(d->q, states); i++)
		if (!is_opaque_state(
			d->q, qpdf_oh_get_array_item(d->q, states, i)))
			return false;
	return d->is_plain;
}

bool
pdf_drawing_has_opaque_image(void *drawing, const char *name, size_t size)
{
	static const char *const masks[] = {
	    "/SMask", "/Mask", "/ImageMask", "/SMaskInData", "/OC", NULL};
	const struct pdf_drawing *d = drawing;
	qpdf_oh image = pdf_objects_get(
	    d->q, d->objects, pdf_objects_read_name(d->q, name, size));
	qpdf_oh dictionary;

	if (!qpdf_oh_is_stream(d->q, image))
		return false;
	dictionary = qpdf_oh_get_dict(d->q, image);
	for (const char *const *m = masks; *m != NULL; m++)
		if (qpdf_oh_has_key(d->q, dictionary, *m))
			return false;
	return is_usual(d->q, dictionary, "/Subtype", "/Image");
}
