/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * turned_blocks: text that Tesseract read from top to bottom, or the reverse.
 * Of a column of single digits in a table it often makes one line that it takes
 * to be turned by a right angle, and reads it as something else.
 */
#ifndef FCGI_WORKER_ENGINE_TURNED_BLOCKS_H
#define FCGI_WORKER_ENGINE_TURNED_BLOCKS_H

#include "engine/page.h"

/* Takes those blocks out of p whose text is turned by a right angle and
 * doubted. */
void turned_blocks_drop_doubted(struct page *p);

#endif
