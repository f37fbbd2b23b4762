/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * light_text: text that is light within the dark areas of a page.
 */
#ifndef FCGI_WORKER_ENGINE_LIGHT_TEXT_H
#define FCGI_WORKER_ENGINE_LIGHT_TEXT_H

#include <stdbool.h>

struct Pix;

/*
 * Whether pix, gray or black and white, has a dark area, on which text may be
 * light: a square of 16 times 16 pixels that is all dark.  Without memory it
 * has none.
 */
bool light_text_is_possible(struct Pix *pix);

/*
 * Returns in black what is light in the dark areas of pix, which is gray or
 * black and white.  Returns NULL if there is nothing, or without memory.  The
 * result is to be freed with pixDestroy.
 */
struct Pix *light_text_find(struct Pix *pix);

#endif
