/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_forms: joins the forms of PDFs that are joined. */
#ifndef FCGI_WORKER_OUTPUT_PDF_FORMS_H
#define FCGI_WORKER_OUTPUT_PDF_FORMS_H

#include <qpdf/qpdf-c.h>

/* The form of the document that gets the fields of other documents. */
struct pdf_forms {
	int names;	 /* number of a dictionary: keys are names of fields */
	unsigned number; /* the last one added to a field's name */
	unsigned font;	 /* the last one added to the name of a resource */
	unsigned left;	 /* fields that may still be added */
};

/*
 * Starts to join forms in q, a document: sets f to what q's own form has.  The
 * joined form may have up to fields_max fields.
 */
void pdf_forms_begin(struct pdf_forms *f, qpdf_data q, unsigned fields_max);

/*
 * Returns the form of q, to be copied into another document, and lowers f->left
 * by its fields.  Returns null if q has no form; one without fields, and
 * without resources that annotations might use; or more fields than may still
 * be added.
 */
qpdf_oh pdf_forms_take(struct pdf_forms *f, qpdf_data q);

/*
 * Adds the fields of form to those of target, a document.  pdf_forms_take() has
 * taken form from another document, and the caller has copied it.  If a field
 * has the same name as a field of another document, it gets a new name, so that
 * they do not become one field.  So does a font.  annotations is an array: for
 * each page of the other document an array of its annotations; the fonts that
 * they name are renamed, too.
 */
void pdf_forms_add(
    struct pdf_forms *f, qpdf_data target, qpdf_oh form, qpdf_oh annotations);

#endif
