/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_forms: the fields of the forms of PDFs that are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_FORMS_H
#define FCGI_WORKER_OUTPUT_PDF_FORMS_H

#include <qpdf/qpdf-c.h>

/* Returns the form of q, to be copied into another document; null if there is
 * none, or it has more than *left fields.  Subtracts those from *left. */
qpdf_oh pdf_forms_take(qpdf_data q, unsigned *left);

/*
 * Adds the fields of form, which pdf_forms_take() took from another document,
 * to those of the document to.  A field with the name of another one gets a
 * number, so that they do not become one.
 */
void pdf_forms_add(qpdf_data to, qpdf_oh form);

#endif
