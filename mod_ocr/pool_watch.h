/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool as its scoreboard shows it.
 */
#ifndef MOD_OCR_POOL_WATCH_H
#define MOD_OCR_POOL_WATCH_H

#include "mod_ocr.h"

/* Whether a worker could take a page. */
bool pool_watch_is_ready(const plugin_data *p);

/* Looks at the scoreboard: the number of slots is what the pool says it is. */
void pool_watch_update(plugin_data *p, uint64_t now_ms);

#endif
