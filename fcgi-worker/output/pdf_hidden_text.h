/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_hidden_text: the invisible text of a page of a PDF that libqpdf has open.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_H
#define FCGI_WORKER_OUTPUT_PDF_HIDDEN_TEXT_H

#include <qpdf/qpdf-c.h>

/*
 * Takes invisible text out of what page draws, and out of forms that it draws.
 * Content that cannot be taken apart stays.  Returns 0, or -1 without memory.
 */
int pdf_hidden_text_remove(qpdf_data q, qpdf_oh page);

#endif
