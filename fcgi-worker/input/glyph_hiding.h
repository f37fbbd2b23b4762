/* SPDX-License-Identifier: BSD-3-Clause */
/* glyph_hiding: draws pages of a PDF without their text. */
#ifndef FCGI_WORKER_INPUT_GLYPH_HIDING_H
#define FCGI_WORKER_INPUT_GLYPH_HIDING_H

#include <stdbool.h>

/* Hides all text that is drawn from now on; with false, shows it again. */
void glyph_hiding_hide(bool hide);

/* Whether text is hidden now. */
bool glyph_hiding_are_hidden(void);

#endif
