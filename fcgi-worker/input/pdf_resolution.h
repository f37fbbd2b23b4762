/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_resolution: how finely a page of a PDF has to be rendered, so that
 * nothing on it is lost that could be read.
 */
#ifndef FCGI_WORKER_INPUT_PDF_RESOLUTION_H
#define FCGI_WORKER_INPUT_PDF_RESOLUTION_H

#include "input/pdf_survey.h"

/*
 * The dpi of the pdf_frame of a page of that width and height, in the PDF's
 * units, on which is what survey says.
 */
double pdf_resolution_choose(
    const struct pdf_survey *survey, double width, double height);

#endif
