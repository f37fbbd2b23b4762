/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_form_fonts: joins the fonts of the forms of PDFs that are joined. */
#ifndef FCGI_WORKER_OUTPUT_PDF_FORM_FONTS_H
#define FCGI_WORKER_OUTPUT_PDF_FORM_FONTS_H

#include <qpdf/qpdf-c.h>

/*
 * Adds the fonts and encodings of form to those of target; both are forms, and
 * objects of q.  A font that has the same name as another one of target gets a
 * new name, also in the fields of form, and in annotations, an array with an
 * array of annotations for each page.  number is the last one that was added to
 * a name, so that none is tried twice.  Returns the last one that is by then.
 */
unsigned pdf_form_fonts_join(qpdf_data q, qpdf_oh target, qpdf_oh form,
    qpdf_oh annotations, unsigned number);

#endif
