/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: the signatures of a PDF, ISO 32000-1 section 12.8.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_SIGNATURE_H
#define FCGI_WORKER_OUTPUT_PDF_SIGNATURE_H

#include <qpdf/qpdf-c.h>

enum pdf_signature {
	PDF_SIGNATURE_NONE,
	PDF_SIGNATURE_FOUND,
	PDF_SIGNATURE_UNKNOWN /* the form is too large or too deep to say */
};

/* Returns whether the document is signed, or may be changed in some ways only.
 */
enum pdf_signature pdf_signature_find(qpdf_data q);

/*
 * Takes the signatures out, which hold no more in a document that is changed: a
 * viewer would call them false.  What they look like stays on their pages, and
 * so do fields that nobody has signed yet.  Of a form that is too large or too
 * deep to say that none is left, one may be.
 */
void pdf_signature_remove(qpdf_data q);

#endif
