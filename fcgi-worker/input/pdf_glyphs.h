/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_glyphs: pages of a PDF drawn without their text.
 */
#ifndef FCGI_WORKER_INPUT_PDF_GLYPHS_H
#define FCGI_WORKER_INPUT_PDF_GLYPHS_H

#include <stdbool.h>

/* With true, no text is drawn from now on; with false, it is drawn again. */
void pdf_glyphs_hide(bool hide);

bool pdf_glyphs_are_hidden(void);

#endif
