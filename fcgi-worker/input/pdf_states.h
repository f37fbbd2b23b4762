/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_states: mends pages that poppler would draw only in part: those that
 * restore graphics states which they have not saved, have operators that lack
 * operands, have contents that are not all streams, or lack fonts.
 */
#ifndef FCGI_WORKER_INPUT_PDF_STATES_H
#define FCGI_WORKER_INPUT_PDF_STATES_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"

/*
 * Writes a mended copy of pdf.  pages is the number of pages that poppler
 * finds.  Mends the content of each page and of the forms that it may draw as
 * pdf_states_mend_content does, removes items of a page's contents that are no
 * streams, and adds a font under each name of one that is missing.  Returns 0
 * and sets *out, whose data is to be freed.  Returns -1 if there is nothing to
 * mend, if libqpdf cannot read pdf or finds another number of pages, or without
 * memory.
 */
int pdf_states_mend(const struct bytes *pdf, unsigned pages, struct bytes *out);

/*
 * Writes the mended content of a page or form, size bytes at data, to out.
 * Adds an operator q at the start for each Q that has none and is followed by
 * something, unless more than STATES_MAX are needed; removes operators that
 * lack operands, with those that they have; and corrects the spelling.  Returns
 * the number of changes.  Returns 0 also if data cannot be read or memory ran
 * out; then out is of no use.
 */
size_t pdf_states_mend_content(
    const unsigned char *data, size_t size, struct buffer *out);

#endif
