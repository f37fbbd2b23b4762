/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glyph_hiding: pages of a PDF drawn without their text.
 */
#ifndef FCGI_WORKER_INPUT_GLYPH_HIDING_H
#define FCGI_WORKER_INPUT_GLYPH_HIDING_H

#include <stdbool.h>

/* Has no text be drawn from now on, or, with false, has it drawn again. */
void glyph_hiding_hide(bool hide);

bool glyph_hiding_are_hidden(void);

#endif
