/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_default_fonts: gives a page a font for text in a font that it lacks.
 */
#ifndef FCGI_WORKER_INPUT_PDF_DEFAULT_FONTS_H
#define FCGI_WORKER_INPUT_PDF_DEFAULT_FONTS_H

#include <qpdf/qpdf-c.h>
#include <stddef.h>

/*
 * Adds Helvetica to the resources of page under each name that the content
 * selects a font by, but that neither they nor other, further resources, have a
 * font of.  The content has size bytes and is that of page, or of a form whose
 * resources are other, which may be null.  Returns how many fonts were added.
 */
size_t pdf_default_fonts_add(qpdf_data q, qpdf_oh page, qpdf_oh other,
    const unsigned char *content, size_t size);

#endif
