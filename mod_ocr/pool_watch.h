/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool as its scoreboard shows it.
 */
#ifndef MOD_OCR_POOL_WATCH_H
#define MOD_OCR_POOL_WATCH_H

#include "mod_ocr.h"

/* Why no worker could take a page now, the part of a sentence; NULL when one
 * could. */
const char *pool_watch_fault(const plugin_data *p);

/* Looks at the scoreboard: the number of slots is what the pool says it is. */
void pool_watch_update(plugin_data *p, uint64_t now_ms);

#endif
