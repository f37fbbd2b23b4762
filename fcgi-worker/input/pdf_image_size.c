/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_size: how many bytes the data of an image in a PDF should have, ISO
 * 32000-1 sections 8.9.5 and 7.4.4.4.
 */
#include "input/pdf_image_size.h"

#include <string.h>

#include "input/pdf_objects.h"

/* The most pixels of a side, and components of a color. */
#define SIDE_MAX (1 << 20)
#define COMPONENTS_MAX 32
/* Predictors from this one on put a byte before each row. */
#define PREDICTOR_PNG 10

/* Returns the number at key in dictionary; otherwise if there is none. */
static int
number_at(qpdf_data q, qpdf_oh dictionary, const char *key, int otherwise)
{
	int value = otherwise;

	if (!qpdf_oh_get_value_as_int(
		q, pdf_objects_get(q, dictionary, key), &value))
		return otherwise;
	return value;
}

/* Returns how many components the color space of this name has, or 0. */
static int
components_of_name(qpdf_data q, qpdf_oh name)
{
	static const struct {
		const char *name;
		int components;
	} known[] = {{"/DeviceGray", 1}, {"/G", 1}, {"/CalGray", 1},
	    {"/Indexed", 1}, {"/I", 1}, {"/Separation", 1}, {"/DeviceRGB", 3},
	    {"/RGB", 3}, {"/CalRGB", 3}, {"/Lab", 3}, {"/DeviceCMYK", 4},
	    {"/CMYK", 4}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (qpdf_oh_is_name_and_equals(q, name, known[i].name))
			return known[i].components;
	return 0;
}

/* Returns how many components the color space has, or 0. */
static int
components_of(qpdf_data q, qpdf_oh space)
{
	qpdf_oh kind, of;

	if (!qpdf_oh_is_array(q, space))
		return components_of_name(q, space);
	if (qpdf_oh_get_array_n_items(q, space) == 0)
		return 0;
	kind = qpdf_oh_get_array_item(q, space, 0);
	of = qpdf_oh_get_array_n_items(q, space) > 1
		 ? qpdf_oh_get_array_item(q, space, 1)
		 : qpdf_oh_new_null(q);
	if (qpdf_oh_is_name_and_equals(q, kind, "/ICCBased"))
		return qpdf_oh_is_stream(q, of)
			   ? number_at(q, qpdf_oh_get_dict(q, of), "/N", 0)
			   : 0;
	if (qpdf_oh_is_name_and_equals(q, kind, "/DeviceN"))
		return pdf_objects_count(q, of);
	return components_of_name(q, kind);
}

/* Returns how many bytes the numbers of a row have. */
static uint64_t
row_of(int width, int components, int bits)
{
	if (width < 1 || width > SIDE_MAX || components < 1 ||
	    components > COMPONENTS_MAX || bits < 1 || bits > 16)
		return 0;
	return ((uint64_t)width * (unsigned)components * (unsigned)bits + 7) /
	       8;
}

/* Returns the parameters of the image's first filter, or null. */
static qpdf_oh
parameters_of(qpdf_data q, qpdf_oh image)
{
	qpdf_oh parameters = qpdf_oh_get_key(q, image, "/DecodeParms");

	return pdf_objects_count(q, parameters) > 0
		   ? qpdf_oh_get_array_item(q, parameters, 0)
		   : parameters;
}

/*
 * Returns how many bytes size bytes of an image have with those that a
 * predictor adds, if parameters name one.
 */
static uint64_t
add_predictor(qpdf_data q, qpdf_oh parameters, uint64_t size)
{
	uint64_t row = row_of(number_at(q, parameters, "/Columns", 1),
	    number_at(q, parameters, "/Colors", 1),
	    number_at(q, parameters, "/BitsPerComponent", 8));

	if (number_at(q, parameters, "/Predictor", 1) < PREDICTOR_PNG)
		return size;
	return row == 0 ? 0 : size + size / row;
}

uint64_t
pdf_image_size(qpdf_data q, qpdf_oh image, int lost_share)
{
	QPDF_BOOL is_mask = QPDF_FALSE;
	int height = number_at(q, image, "/Height", 0);
	uint64_t row;

	qpdf_oh_get_value_as_bool(
	    q, qpdf_oh_get_key(q, image, "/ImageMask"), &is_mask);
	row = is_mask ? row_of(number_at(q, image, "/Width", 0), 1, 1)
		      : row_of(number_at(q, image, "/Width", 0),
			    components_of(
				q, qpdf_oh_get_key(q, image, "/ColorSpace")),
			    number_at(q, image, "/BitsPerComponent", 8));
	if (height < 1 || height > SIDE_MAX)
		return 0;
	height -= height / lost_share;
	return add_predictor(
	    q, parameters_of(q, image), row * (unsigned)height);
}
