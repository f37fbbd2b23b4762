/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_complaints: what poppler complains of while it draws a page.  poppler
 * draws what it can, and returns no error.
 */
#ifndef FCGI_WORKER_INPUT_PDF_COMPLAINTS_H
#define FCGI_WORKER_INPUT_PDF_COMPLAINTS_H

#include <stdbool.h>

#include "base/bytes.h"

/*
 * From now on, messages of the libraries go to pdf_complaints, and not to
 * stderr.
 */
void pdf_complaints_listen(void);

/* Forgets all complaints, except what pdf_complaints_take_stop() tells. */
void pdf_complaints_forget(void);

/*
 * Notes that a part of an image could not be unpacked.  poppler itself does not
 * complain of that.
 */
void pdf_complaints_add_gap(void);

/* Forgets complaints about fonts, since the page was drawn again with other
 * fonts in place of those that could not be used. */
void pdf_complaints_forgive_fonts(void);

/* Whether poppler has complained, since pdf_complaints_forget(), that something
 * is damaged and may be missing. */
bool pdf_complaints_have_damage(void);

/*
 * Whether poppler's complaints show that a part of the page that it drew last
 * is missing.  page is the number of that page in pdf, from 0.
 */
bool pdf_complaints_have_gap(const struct bytes *pdf, unsigned page);

/*
 * Whether poppler has complained that a stream has another length than it says.
 * That is damage if the stream has no end.
 */
bool pdf_complaints_have_length(void);

/*
 * Whether poppler has complained that a font could not be used.  cairo leaves
 * out the letters of such a font.
 */
bool pdf_complaints_have_font(void);

/*
 * Whether, since the last call, something on a page made poppler leave out what
 * follows: a state that was restored too often, an operator that is unknown or
 * lacks operands, an item that is no stream, or a font that the page lacks.
 * Forgets it.
 */
bool pdf_complaints_take_stop(void);

#endif
