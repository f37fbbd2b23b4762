/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_states: a PDF whose pages restore no graphics state that they have not
 * saved.
 */
#ifndef FCGI_WORKER_INPUT_PDF_STATES_H
#define FCGI_WORKER_INPUT_PDF_STATES_H

#include "base/bytes.h"

/*
 * Writes pdf, which has so many pages for poppler, with the states saved at the
 * begin of each page, and of each form that it may draw, that are restored too
 * often there.  Returns 0 and sets *out, whose data is to be freed; or -1 if
 * nothing does that and goes on, libqpdf cannot work on it or finds another
 * number of pages, or without memory.
 */
int pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out);

#endif
