/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_conformance: the standards that a PDF's metadata say it keeps to.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_CONFORMANCE_H
#define FCGI_WORKER_OUTPUT_PDF_CONFORMANCE_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Blanks the claims to be PDF/A or PDF/UA in xmp, XMP metadata of size bytes
 * with a NUL behind them.  All else stays.  Returns how many there were.
 */
unsigned pdf_conformance_blank(char *xmp, size_t size);

/* Takes the claims to be PDF/A or PDF/UA, which may not hold any more, out of
 * the metadata of the document. */
void pdf_conformance_remove(qpdf_data q);

#endif
