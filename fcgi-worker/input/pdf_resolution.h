/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_resolution: how finely a page of a PDF has to be rendered, so that
 * nothing on it is lost that could be read.
 */
#ifndef FCGI_WORKER_INPUT_PDF_RESOLUTION_H
#define FCGI_WORKER_INPUT_PDF_RESOLUTION_H

#include "input/pdf_survey.h"

/*
 * Returns the dpi for the pdf_frame of a page with that width and height, in
 * the PDF's units, and with the contents that survey tells.
 */
double pdf_resolution_choose(
    const struct pdf_survey *survey, double width, double height);

/* Whether that dpi is what the letters of the page need. */
bool pdf_resolution_is_for_letters(const struct pdf_survey *survey, double dpi);

/*
 * Returns the dpi up to which more could be seen than at the one that
 * pdf_resolution_choose returns, after so many letters were read on the page; 0
 * where that one is all that the page needs.
 */
double pdf_resolution_most(
    const struct pdf_survey *survey, size_t letters_read);

#endif
