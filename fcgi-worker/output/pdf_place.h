/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_place: where on a page of a PDF a place of its image lies. */
#ifndef FCGI_WORKER_OUTPUT_PDF_PLACE_H
#define FCGI_WORKER_OUTPUT_PDF_PLACE_H

#include <qpdf/qpdf-c.h>

/* A rectangle by its sides, in the units of a page. */
struct pdf_place_box {
	double left, bottom, right, top;
};

/*
 * Returns the part of page that viewers show: where its crop box and its media
 * box overlap.
 */
struct pdf_place_box pdf_place_shown(qpdf_data q, qpdf_oh page);

/*
 * Returns the degrees by which viewers rotate page clockwise: 0, 90, 180 or
 * 270.
 */
int pdf_place_turn(qpdf_data q, qpdf_oh page);

/* A matrix of a PDF, ISO 32000-1 section 8.3.3. */
struct pdf_place {
	double a, b, c, d, e, f;
};

/*
 * Returns the matrix that draws something of width x height exactly over what
 * viewers show of page.  It is upright after viewers have rotated the page.
 */
struct pdf_place pdf_place_image(
    qpdf_data q, qpdf_oh page, double width, double height);

#endif
