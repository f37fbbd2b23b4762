/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_fonts: fonts of a PDF whose codes nobody knows the letters of.
 */
#ifndef FCGI_WORKER_INPUT_PDF_FONTS_H
#define FCGI_WORKER_INPUT_PDF_FONTS_H

#include <stdbool.h>

#include "base/bytes.h"

struct pdf_fonts;

/*
 * Opens the PDF, which is borrowed until pdf_fonts_close.  Returns it, or NULL
 * when libqpdf cannot read it, or without memory.
 */
struct pdf_fonts *pdf_fonts_open(const struct bytes *pdf);

/* Closes f; NULL is allowed. */
void pdf_fonts_close(struct pdf_fonts *f);

/* Goes to a page, counted from 0: finds those of its fonts whose codes nothing
 * explains. */
void pdf_fonts_enter(struct pdf_fonts *f, unsigned page);

/*
 * Whether the font of the page that is called name has codes that number its
 * glyphs, and nothing that says which letters these are. f may be NULL: there
 * is none.
 */
bool pdf_fonts_is_unmapped(const struct pdf_fonts *f, const char *name);

#endif
