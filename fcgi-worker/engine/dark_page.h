/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dark_page: whether a whole page or region is dark with light letters.
 */
#ifndef FCGI_WORKER_ENGINE_DARK_PAGE_H
#define FCGI_WORKER_ENGINE_DARK_PAGE_H

#include <stdbool.h>

struct Pix;

/* Whether pix, gray or black and white, is a dark page with light text.
 * Without memory it is not. */
bool dark_page_has_text(struct Pix *pix);

#endif
