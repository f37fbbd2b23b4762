/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_eviction: removes results that are too old from the store, and the
 * oldest ones when there is no room for the next.
 */
#ifndef MOD_OCR_STORE_EVICTION_H
#define MOD_OCR_STORE_EVICTION_H

#include "store.h"

/*
 * Whether a result that was written at written_s has passed ocr.store-max-age.
 * Returns true also for a time that is still to come: then nobody knows how old
 * the result is.
 */
bool store_eviction_is_too_old(const struct store *s, uint64_t written_s);

/* Removes the oldest result if it is too old, or if there is no room for the
 * one that is written next.  Returns whether it did. */
bool store_eviction_step(struct store *s);

#endif
