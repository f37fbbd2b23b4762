/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_page_edit: changes to a page of a PDF that libqpdf has open.  The caller
 * asks libqpdf afterwards whether it failed.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_PAGE_EDIT_H
#define FCGI_WORKER_OUTPUT_PDF_PAGE_EDIT_H

#include <qpdf/qpdf-c.h>

#include "base/buffer.h"

/* Rotates page by degrees clockwise, a multiple of 90. */
void pdf_page_edit_turn(qpdf_data q, qpdf_oh page, int degrees);

/* Drawing commands, and what they need. */
struct pdf_page_edit_layer {
	const struct buffer *commands;
	double width, height; /* of the area that they draw on */
	const char *font_name;
	qpdf_oh font;
};

/*
 * Draws layer under everything else on page, stretched over all that a viewer
 * shows of the page.  Returns 0, or -1 without memory.
 */
int pdf_page_edit_lay_under(
    qpdf_data q, qpdf_oh page, const struct pdf_page_edit_layer *layer);

#endif
