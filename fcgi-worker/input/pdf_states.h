/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_states: mends pages that restore graphics states which they have not
 * saved, operators that lack operands, and contents that are not all streams.
 */
#ifndef FCGI_WORKER_INPUT_PDF_STATES_H
#define FCGI_WORKER_INPUT_PDF_STATES_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"

/*
 * Writes pdf, which has so many pages for poppler.  Where a page, or a form
 * that it may draw, restores more states than it saves and then goes on, the
 * missing ones are saved before it; operators that lack operands are left out,
 * with those that they have, and so is what is no stream among the contents of
 * a page.  Returns 0 and sets *out, whose data is to be freed; or -1 if there
 * is nothing to mend, if libqpdf cannot work on it or finds another number of
 * pages, or without memory.
 */
int pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out);

/*
 * Mends the content data of a page or form, and writes it to out: adds an
 * operator q at the start for each Q that has none, leaves out operators that
 * lack operands, and corrects the spelling.  Returns how many changes these
 * were; 0 also if data cannot be read or memory ran out, and then out is of no
 * use.
 */
size_t pdf_states_mend_content(
    const unsigned char *data, size_t size, struct buffer *out);

#endif
