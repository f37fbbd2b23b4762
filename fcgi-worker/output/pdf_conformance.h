/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_conformance: the standards that a PDF claims to keep to in its metadata.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_CONFORMANCE_H
#define FCGI_WORKER_OUTPUT_PDF_CONFORMANCE_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Overwrites with blanks what claims in xmp that the file is PDF/A or PDF/UA.
 * xmp is XMP metadata of size bytes and a NUL.  Returns the number of claims.
 */
unsigned pdf_conformance_blank(char *xmp, size_t size);

/*
 * Removes claims to be PDF/A or PDF/UA, which may no longer be true, from the
 * metadata of the document.  Does nothing if the metadata cannot be read or are
 * larger than 1 MB.
 */
void pdf_conformance_remove(qpdf_data q);

#endif
