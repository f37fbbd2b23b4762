/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_fonts: finds the fonts of a PDF for whose codes no letters are given. */
#ifndef FCGI_WORKER_INPUT_PDF_FONTS_H
#define FCGI_WORKER_INPUT_PDF_FONTS_H

#include <stdbool.h>

#include "base/bytes.h"

struct pdf_fonts;

/*
 * Opens the PDF, which is borrowed until pdf_fonts_close.  Returns NULL when
 * libqpdf cannot read it, or without memory.
 */
struct pdf_fonts *pdf_fonts_open(const struct bytes *pdf);

/* Closes f; NULL is allowed. */
void pdf_fonts_close(struct pdf_fonts *f);

/*
 * Goes to a page, counted from 0: finds its unmapped fonts, see
 * pdf_fonts_is_unmapped.
 */
void pdf_fonts_enter(struct pdf_fonts *f, unsigned page);

/*
 * Whether the page has a font called name whose codes number its glyphs, and
 * nothing says which letters these are.  f may be NULL; then false.
 */
bool pdf_fonts_is_unmapped(const struct pdf_fonts *f, const char *name);

#endif
