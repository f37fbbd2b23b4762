/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_states: mends pages that restore graphics states which they have not
 * saved, operators that lack operands, and contents that are no streams. */
#ifndef FCGI_WORKER_INPUT_PDF_STATES_H
#define FCGI_WORKER_INPUT_PDF_STATES_H

#include "base/bytes.h"

/*
 * Writes pdf, which has so many pages for poppler.  Where a page, or a form
 * that it may draw, restores more states than it saves and then goes on, the
 * missing ones are saved before it; operators that lack operands are left out,
 * with those that they have, and so is what is no stream among those of a page.
 * Returns 0 and sets *out, whose data is to be
 * freed; or -1 if there is nothing to mend, if libqpdf cannot work on it or
 * finds another number of pages, or without memory.
 */
int pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out);

#endif
