/* SPDX-License-Identifier: BSD-3-Clause */
/* Says whether the pool is there, and how many workers it has. */
#ifndef MOD_OCR_POOL_WATCH_H
#define MOD_OCR_POOL_WATCH_H

#include "mod_ocr.h"

/*
 * Returns why no worker could take a page now, as a part of a sentence, or NULL
 * when one could.
 */
const char *pool_watch_fault(const plugin_data *p);

/* To be called when a request could not reach the pool.  The gate starts no
 * other for a moment, and pool_probe.c looks for the pool. */
void pool_watch_note_unreachable(plugin_data *p, uint64_t now_ms);

/*
 * Sets the number of slots: the workers that the scoreboard shows, less those
 * that others keep busy, or ocr.slots without a scoreboard.  Opens the
 * scoreboard when there is one, and closes it when its pool has ended.
 */
void pool_watch_update(plugin_data *p, uint64_t now_ms);

/*
 * Copies the pool's identity as it was within the last millisecond, in which
 * many requests may come.  Returns false if it has none that can be read.
 */
bool pool_watch_identity(plugin_data *p, struct scoreboard_identity *out);

/*
 * Whether all workers that take requests are of this generation or a later
 * one.  Once this function has returned true for a generation, it returns true
 * ever after, without reading the scoreboard again.
 */
bool pool_watch_check_settled(plugin_data *p, uint64_t generation);

/*
 * Whether the pool still has the identity and no worker has another generation.
 * This reads all of the scoreboard.
 */
bool pool_watch_has_only(
    const plugin_data *p, const struct scoreboard_identity *id);

#endif
