/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_resolution: how finely a page of a PDF must be rendered, so that
 * everything on it can be read.
 */
#ifndef FCGI_WORKER_INPUT_PDF_RESOLUTION_H
#define FCGI_WORKER_INPUT_PDF_RESOLUTION_H

#include "input/pdf_survey.h"

/*
 * Returns the dpi for the pdf_frame of a page of that width and height, in the
 * page's units.  survey says what is on it.
 */
double pdf_resolution_choose(
    const struct pdf_survey *survey, double width, double height);

/*
 * Whether the letters of the page are the reason for dpi, which
 * pdf_resolution_choose returned.
 */
bool pdf_resolution_is_for_letters(const struct pdf_survey *survey, double dpi);

/*
 * Returns the highest dpi at which more can be seen than at the dpi that
 * pdf_resolution_choose returned; INFINITY if there is no such limit, or 0 if
 * no more can be seen.  letters_read is how many letters were read on the page.
 */
double pdf_resolution_most(
    const struct pdf_survey *survey, size_t letters_read);

#endif
