/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_place: the place on a page of a PDF that belongs to a place on its image.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_PLACE_H
#define FCGI_WORKER_OUTPUT_PDF_PLACE_H

#include <qpdf/qpdf-c.h>

/* Its sides, in the units of a page. */
struct pdf_place_box {
	double left, bottom, right, top;
};

/*
 * Returns the part of page that viewers show: where its crop box and its media
 * box overlap.
 */
struct pdf_place_box pdf_place_shown(qpdf_data q, qpdf_oh page);

/* Returns the quarter turns of page, clockwise: 0, 90, 180 or 270. */
int pdf_place_turn(qpdf_data q, qpdf_oh page);

/* As PDF has matrices, ISO 32000-1 section 8.3.3. */
struct pdf_place {
	double a, b, c, d, e, f;
};

/* Returns the matrix that puts an image of width x height exactly over what
 * viewers show of page.  The image is upright, as viewers show the page; the
 * page itself may be turned, and may begin anywhere. */
struct pdf_place pdf_place_image(
    qpdf_data q, qpdf_oh page, double width, double height);

#endif
