/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches the pool's scoreboard. */
#ifndef MOD_OCR_POOL_WATCH_H
#define MOD_OCR_POOL_WATCH_H

#include "mod_ocr.h"

/*
 * Returns why no worker could take a page now, as a part of a sentence, or NULL
 * when one could.
 */
const char *pool_watch_fault(const plugin_data *p);

/*
 * Reads the scoreboard and sets the number of slots to that of the workers it
 * shows.
 */
void pool_watch_update(plugin_data *p, uint64_t now_ms);

/*
 * Sets *generation to that of the pool.  Returns whether all of its workers
 * belong to that generation, so that no other can answer.
 */
bool pool_watch_generation(const plugin_data *p, uint64_t *generation);

/*
 * Copies the pool's fingerprint as it was within the last millisecond, in which
 * many requests may come.  Returns false if it has none that can be read.
 */
bool pool_watch_fingerprint(
    plugin_data *p, unsigned char out[static SCOREBOARD_FINGERPRINT]);

#endif
