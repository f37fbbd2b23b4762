/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_user_unit: how large the units of a PDF's pages are, which poppler does
 * not tell.  libqpdf reads the pages, but only of files that may have such
 * units.
 */
#include "input/pdf_user_unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "input/pdf_objects.h"

/* The largest UserUnit that viewers accept. */
#define MOST 75000

/*
 * Whether the file may have the key UserUnit: it contains the word, or
 * compressed objects, which cannot be searched for it.
 */
static bool
may_have_units(const struct bytes *b)
{
	return memmem(b->data, b->size, "UserUnit", 8) != NULL ||
	       memmem(b->data, b->size, "ObjStm", 6) != NULL;
}

/*
 * Returns the UserUnit of page, counted from 0; or 1 if it has none that
 * viewers accept.
 */
static float
unit_of(qpdf_data q, unsigned page)
{
	qpdf_oh object = qpdf_get_page_n(q, page);
	qpdf_oh unit = pdf_objects_get(q, object, "/UserUnit");
	double value = 0;

	if (qpdf_oh_is_number(q, unit))
		value = qpdf_oh_get_numeric_value(q, unit);
	qpdf_oh_release_all(q);
	return value > 0 && value <= MOST ? (float)value : 1;
}

/* Returns the units of count pages, to be freed; or NULL if all are 1, or
 * without memory. */
static float *
read_units(qpdf_data q, unsigned count)
{
	float *units = calloc(count, sizeof(*units));
	bool is_usual = true;

	for (unsigned i = 0; units != NULL && i < count; i++) {
		units[i] = unit_of(q, i);
		is_usual = is_usual && !(units[i] < 1 || units[i] > 1);
	}
	if (is_usual) {
		free(units);
		units = NULL;
	}
	return units;
}

float *
pdf_user_unit_read(const struct bytes *b, unsigned count)
{
	float *units = NULL;
	qpdf_data q;

	if (!may_have_units(b))
		return NULL;
	if (pdf_objects_open(b, &q) == 0 && qpdf_get_num_pages(q) == (int)count)
		units = read_units(q, count);
	pdf_objects_close(&q);
	return units;
}
