/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: opens a PDF file by poppler, and tells how many pages it has and how
 * large each is.  pdf_frame.c chooses how finely a page is drawn, pdf_draw.c
 * draws it.
 */
#include "input/pdf.h"

#include <glib.h>
#include <math.h>
#include <poppler.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "input/pdf_document.h"
#include "input/pdf_image_limit.h"
#include "input/pdf_splash.h"
#include "input/pdf_user_unit.h"

/*
 * Shares of an image's area.  Less than HARDLY on the page means that poppler's
 * rectangle may be wrong; a corrected one is right if it has NEARLY_ALL on the
 * page.
 */
#define HARDLY 0.1
#define NEARLY_ALL 0.99

enum pdf_result
pdf_open(struct pdf **pdf, const struct bytes *bytes)
{
	struct pdf *p = g_new0(struct pdf, 1);
	enum pdf_result rc = PDF_BROKEN;
	GError *error = NULL;

	p->splash = g_new0(struct splash_document, 1);
	p->bytes = g_bytes_new_static(bytes->data, bytes->size);
	p->document = poppler_document_new_from_bytes(p->bytes, NULL, &error);
	if (p->document != NULL &&
	    poppler_document_get_n_pages(p->document) > 0) {
		p->units = pdf_user_unit_read(bytes, pdf_count(p));
		*pdf = p;
		return PDF_OK;
	}
	if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
		rc = PDF_ENCRYPTED;
	g_clear_error(&error);
	pdf_close(p);
	return rc;
}

void
pdf_close(struct pdf *pdf)
{
	if (pdf == NULL)
		return;
	g_clear_object(&pdf->document);
	g_bytes_unref(pdf->bytes);
	free(pdf->units);
	pdf_splash_close(pdf->splash->splash);
	free((void *)(uintptr_t)pdf->splash->unmarked.data);
	g_free(pdf->splash);
	g_free(pdf);
}

unsigned
pdf_count(const struct pdf *pdf)
{
	return (unsigned)poppler_document_get_n_pages(pdf->document);
}

PopplerPage *
pdf_get_page(const struct pdf *pdf, unsigned page)
{
	return poppler_document_get_page(pdf->document, (int)page);
}

bool
pdf_has_page(const struct pdf *pdf, unsigned page)
{
	PopplerPage *p = pdf_get_page(pdf, page);

	if (p == NULL)
		return false;
	g_object_unref(p);
	return true;
}

double
pdf_unit(const struct pdf *pdf, unsigned page)
{
	return pdf->units == NULL ? 1 : pdf->units[page];
}

void
pdf_points(const struct pdf *pdf, unsigned page, double *width, double *height)
{
	PopplerPage *p = pdf_get_page(pdf, page);

	*width = *height = 1;
	if (p == NULL)
		return;
	poppler_page_get_size(p, width, height);
	g_object_unref(p);
}

/*
 * Returns how much of the range between a and b, in any order, lies between 0
 * and limit.
 */
static double
overlap_of(double a, double b, double limit)
{
	return fmax(fmin(fmax(a, b), limit) - fmax(fmin(a, b), 0), 0);
}

/*
 * Returns the area that an image covers of a page of that width and height.
 * poppler's box has the corner at which the image begins and the lengths of its
 * sides.  But if the page or the image is rotated, the box may lie on the wrong
 * side of the corner.  So if hardly any of the image is on the page, the other
 * directions from the corner are tried, also with the sides exchanged.  One
 * that puts nearly all of the image on the page is taken.
 */
static double
covered_area(const PopplerRectangle *box, double width, double height)
{
	double sides[] = {fabs(box->x2 - box->x1), fabs(box->y2 - box->y1)};
	double plain = overlap_of(box->x1, box->x2, width) *
		       overlap_of(box->y1, box->y2, height);
	double most = 0, whole = sides[0] * sides[1];

	if (plain > whole * HARDLY)
		return plain;
	for (unsigned way = 1; way < 8; way++) {
		double across = sides[way & 1], down = sides[~way & 1];
		double x = fmin(box->x1, box->x2) - (way & 2 ? across : 0);
		double y = fmin(box->y1, box->y2) - (way & 4 ? down : 0);

		most = fmax(most, overlap_of(x, x + across, width) *
				      overlap_of(y, y + down, height));
	}
	return most > whole * NEARLY_ALL ? most : plain;
}

double
pdf_filled(const struct pdf *pdf, unsigned page)
{
	PopplerPage *p = pdf_get_page(pdf, page);
	double width, height, area = 0;
	GList *images;

	if (p == NULL)
		return 0;
	poppler_page_get_size(p, &width, &height);
	/* Limit 0: the images need not be decoded to find their places. */
	pdf_image_limit_begin(0);
	images = poppler_page_get_image_mapping(p);
	pdf_image_limit_end();
	for (const GList *i = images; i != NULL; i = i->next) {
		const PopplerImageMapping *m = i->data;

		area += covered_area(&m->area, width, height);
	}
	poppler_page_free_image_mapping(images);
	g_object_unref(p);
	return fmin(area / (width * height), 1);
}
