/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_place: the boxes and the rotation of a page of a PDF.  UserUnit does not
 * matter here: it scales the page with all that is on it.
 */
#include "output/pdf_place.h"

#include <math.h>
#include <stdbool.h>

/* The paper size Letter, which viewers assume for a page without a box. */
static const struct pdf_place_box usual = {0, 0, 612, 792};

int
pdf_place_turn(qpdf_data q, qpdf_oh page)
{
	qpdf_oh turn = qpdf_oh_get_key(q, page, "/Rotate");
	int degrees = 0;

	if (!qpdf_oh_is_number(q, turn))
		return 0;
	degrees = (int)fmod(qpdf_oh_get_numeric_value(q, turn), 360);
	return (degrees + 360) / 90 * 90 % 360;
}

/* Returns item i of array, or NAN if that is no number. */
static double
number_at(qpdf_data q, qpdf_oh array, int i)
{
	qpdf_oh item = qpdf_oh_get_array_item(q, array, i);

	return qpdf_oh_is_number(q, item) ? qpdf_oh_get_numeric_value(q, item)
					  : NAN;
}

/*
 * Sets *out to the box of page with this name.  The file may give any two
 * opposite corners.  Returns false if the page has no such box, or the box has
 * no area.
 */
static bool
read_box(qpdf_data q, qpdf_oh page, const char *name, struct pdf_place_box *out)
{
	qpdf_oh array = qpdf_oh_get_key(q, page, name);
	double x1, y1, x2, y2;

	if (!qpdf_oh_is_array(q, array) ||
	    qpdf_oh_get_array_n_items(q, array) != 4)
		return false;
	x1 = number_at(q, array, 0);
	y1 = number_at(q, array, 1);
	x2 = number_at(q, array, 2);
	y2 = number_at(q, array, 3);
	*out = (struct pdf_place_box){
	    fmin(x1, x2), fmin(y1, y2), fmax(x1, x2), fmax(y1, y2)};
	return x1 != x2 && y1 != y2 && isfinite(x1 + x2 + y1 + y2);
}

struct pdf_place_box
pdf_place_shown(qpdf_data q, qpdf_oh page)
{
	struct pdf_place_box media, crop;

	if (!read_box(q, page, "/MediaBox", &media))
		media = usual;
	if (!read_box(q, page, "/CropBox", &crop))
		return media;
	crop.left = fmax(crop.left, media.left);
	crop.bottom = fmax(crop.bottom, media.bottom);
	crop.right = fmin(crop.right, media.right);
	crop.top = fmin(crop.top, media.top);
	return crop.left < crop.right && crop.bottom < crop.top ? crop : media;
}

struct pdf_place
pdf_place_image(qpdf_data q, qpdf_oh page, double width, double height)
{
	/* What viewers show of the page, before they rotate it. */
	const struct pdf_place_box b = pdf_place_shown(q, page);
	double w = b.right - b.left, h = b.top - b.bottom;

	switch (pdf_place_turn(q, page)) {
	case 90:
		return (struct pdf_place){
		    0, h / width, -w / height, 0, b.right, b.bottom};
	case 180:
		return (struct pdf_place){
		    -w / width, 0, 0, -h / height, b.right, b.top};
	case 270:
		return (struct pdf_place){
		    0, -h / width, w / height, 0, b.left, b.top};
	default:
		return (struct pdf_place){
		    w / width, 0, 0, h / height, b.left, b.bottom};
	}
}
