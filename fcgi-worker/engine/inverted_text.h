/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inverted_text: text that is light on dark.
 */
#ifndef FCGI_WORKER_ENGINE_INVERTED_TEXT_H
#define FCGI_WORKER_ENGINE_INVERTED_TEXT_H

#include <stdbool.h>

struct Pix;

/* Whether pix, gray or black and white, is a dark page with light text.
 * Without memory it is not. */
bool inverted_text_covers(struct Pix *pix);

#endif
