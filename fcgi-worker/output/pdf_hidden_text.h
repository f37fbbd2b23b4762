/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_hidden_text: removes text that is not seen from a page of a PDF that
 * libqpdf has open.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_H
#define FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_H

#include <stdbool.h>

#include <qpdf/qpdf-c.h>

/*
 * Removes hidden text from the content of page, and from the forms that it
 * draws: invisible or transparent text and, with_covered, what is under an
 * image that fills the page.  Content that cannot be read stays as it is.
 * Returns 0, or -1 without memory.
 */
int pdf_hidden_text_remove(qpdf_data q, qpdf_oh page, bool with_covered);

#endif
