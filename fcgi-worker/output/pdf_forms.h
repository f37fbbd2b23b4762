/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_forms: the fields of the forms of PDFs that are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_FORMS_H
#define FCGI_WORKER_OUTPUT_PDF_FORMS_H

#include <qpdf/qpdf-c.h>

/* What is known of the form of the document that gets those of others. */
struct pdf_forms {
	int names;	 /* of its fields: the object that has them as keys */
	unsigned number; /* the last one that a field got */
	unsigned left;	 /* fields that may be added yet */
};

/* Begins with the form of q, which is to have the most fields at most. */
void pdf_forms_begin(struct pdf_forms *f, qpdf_data q, unsigned most);

/* Returns the form of q, to be copied into another document; null if there is
 * none, or it has more fields than may be added. */
qpdf_oh pdf_forms_take(struct pdf_forms *f, qpdf_data q);

/*
 * Adds the fields of form, which pdf_forms_take() took from another document,
 * to those of the document to.  A field with the name of another document's
 * gets a number, so that they do not become one, and so does a font.
 */
void pdf_forms_add(struct pdf_forms *f, qpdf_data to, qpdf_oh form);

#endif
