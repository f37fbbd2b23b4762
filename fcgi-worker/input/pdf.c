/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: opens a PDF file by poppler, and tells how many pages it has and how
 * large each is.  pdf_frame.c chooses how finely a page is drawn, pdf_draw.c
 * draws it.
 */
#include "input/pdf.h"

#include <glib.h>
#include <poppler.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "input/pdf_document.h"
#include "input/pdf_splash.h"
#include "input/pdf_user_unit.h"

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
