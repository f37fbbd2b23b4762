/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_signature: the signatures of a PDF, ISO 32000-1 section 12.8.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_SIGNATURE_H
#define FCGI_WORKER_OUTPUT_PDF_SIGNATURE_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

enum pdf_signature {
	PDF_SIGNATURE_NONE,
	PDF_SIGNATURE_FOUND,
	PDF_SIGNATURE_UNKNOWN /* the form is too large or too deep to say */
};

/*
 * Returns whether the document has a signature, or permissions that allow only
 * some changes; or PDF_SIGNATURE_UNKNOWN.
 */
enum pdf_signature pdf_signature_find(qpdf_data q);

/* Whether a document in which pdf_signature_find has found this must not be
 * changed: it is signed or may be, and the client does not allow that
 * signatures are broken, which may_break tells. */
bool pdf_signature_forbids(enum pdf_signature found, bool may_break);

/*
 * Removes the signatures, which are not valid in a changed document: a viewer
 * would call them false.  Their pictures stay on the pages, and so do fields
 * that nobody has signed yet.  If the form is too large or too deep to be
 * searched, a signature may stay.
 */
void pdf_signature_remove(qpdf_data q);

#endif
