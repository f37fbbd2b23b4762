/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lost_spaces: the spaces between a number and letters that Tesseract leaves
 * out, as in "10D" for "10 D".  In tables and on receipts, where numbers stand
 * with one letter, it does so often.
 */
#ifndef FCGI_WORKER_ENGINE_LOST_SPACES_H
#define FCGI_WORKER_ENGINE_LOST_SPACES_H

#include "engine/ink.h"
#include "engine/page.h"

/*
 * Divides each word of p that is a number followed by letters, or letters
 * followed by a number, if the gap between both is as wide as a space.  ink is
 * the ink of p.  Returns 0, or -1 without memory.
 */
int lost_spaces_restore(struct page *p, const struct ink *ink);

#endif
