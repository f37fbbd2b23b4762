/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_complaints: what poppler complains of while it draws a page.  It draws
 * what it can, and returns nothing.
 */
#ifndef FCGI_WORKER_INPUT_PDF_COMPLAINTS_H
#define FCGI_WORKER_INPUT_PDF_COMPLAINTS_H

#include <stdbool.h>

#include "base/bytes.h"

/* Hears what libraries have to say from now on; nothing goes to stderr. */
void pdf_complaints_listen(void);

void pdf_complaints_forget(void);

/* Notes that an image could not be unpacked as a whole, which poppler itself
 * passes over. */
void pdf_complaints_add_gap(void);

/* Forgets complaints about fonts, since the page was drawn again with other
 * fonts in place of those that could not be used. */
void pdf_complaints_forgive_fonts(void);

/* Whether poppler has complained, since pdf_complaints_forget(), that something
 * is damaged and may be missing. */
bool pdf_complaints_have_damage(void);

/* Whether a part of what is on the page of pdf that was drawn, counted from 0,
 * could surely not be unpacked. */
bool pdf_complaints_have_gap(const struct bytes *pdf, unsigned page);

/* Whether it has complained that a stream has another length than it says,
 * which is damage if the stream has no end. */
bool pdf_complaints_have_length(void);

/* Whether it has complained that a font could not be used.  cairo leaves out
 * the letters of such a font. */
bool pdf_complaints_have_font(void);

/* Whether, since the last call, a page restored a state too often, or had an
 * operator that lacks operands, so that what follows was not drawn.  The next
 * call does not tell of it again. */
bool pdf_complaints_take_stop(void);

#endif
