/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_page_edit: changes to a page of a PDF that libqpdf has open. Dictionaries
 * that other pages may share are copied before they are changed.
 */
#include "output/pdf_page_edit.h"

#include <stdio.h>
#include <string.h>

#include "input/pdf_objects.h"
#include "output/pdf_edit.h"
#include "output/pdf_place.h"

void
pdf_page_edit_turn(qpdf_data q, qpdf_oh page, int degrees)
{
	int turn = (pdf_place_turn(q, page) + degrees) % 360;

	qpdf_oh_replace_key(q, page, "/Rotate", qpdf_oh_new_integer(q, turn));
	/* A thumbnail would show the page as it was before. */
	if (qpdf_oh_has_key(q, page, "/Thumb"))
		qpdf_oh_remove_key(q, page, "/Thumb");
}

/* Sets name, of size bytes, to a key that dictionary does not have yet. */
static void
find_name(qpdf_data q, qpdf_oh dictionary, char *name, size_t size)
{
	int i = 0;

	do
		snprintf(name, size, "/OCR%d", i++);
	while (qpdf_oh_has_key(q, dictionary, name));
}

/*
 * Makes a form, which pages can draw, of what the layer draws.  Returns the
 * form, or 0 without memory.
 */
static qpdf_oh
make_form(qpdf_data q, const struct pdf_page_edit_layer *layer)
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
	if (pdf_edit_set_data(
		q, form, layer->commands->data, layer->commands->size) == -1)
		return 0;
	return form;
}

/*
 * Makes page draw the form called name before all else, so that the form is
 * under everything.  Returns 0, or -1 without memory.
 */
static int
draw_first(qpdf_data q, qpdf_oh page, const char *name,
    const struct pdf_page_edit_layer *layer)
{
	const struct pdf_place m =
	    pdf_place_image(q, page, layer->width, layer->height);
	qpdf_oh before = qpdf_oh_get_key(q, page, "/Contents");
	qpdf_oh contents = qpdf_oh_new_array(q), first = qpdf_oh_new_stream(q);
	char commands[320];

	snprintf(commands, sizeof(commands),
	    "q %.6f %.6f %.6f %.6f %.3f %.3f cm %s Do Q\n", m.a, m.b, m.c, m.d,
	    m.e, m.f, name);
	if (pdf_edit_set_data(q, first, commands, strlen(commands)) == -1)
		return -1;
	qpdf_oh_append_item(q, contents, first);
	if (qpdf_oh_is_stream(q, before))
		qpdf_oh_append_item(q, contents, before);
	pdf_objects_append_items(q, contents, before);
	qpdf_oh_replace_key(q, page, "/Contents", contents);
	return 0;
}

int
pdf_page_edit_lay_under(
    qpdf_data q, qpdf_oh page, const struct pdf_page_edit_layer *layer)
{
	qpdf_oh resources =
	    pdf_edit_copy(q, qpdf_oh_get_key(q, page, "/Resources"));
	qpdf_oh objects =
	    pdf_edit_copy(q, qpdf_oh_get_key(q, resources, "/XObject"));
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
