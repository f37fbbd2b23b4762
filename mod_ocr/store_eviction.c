/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Removes results from the store, the oldest first.  store_index.c knows which
 * those are.
 */

#include "mod_ocr.h"

#include "store_eviction.h"
#include "store_writer.h"

/* By how much the clocks of this machine and of the disk's machine may differ.
 */
enum { SKEW_S = 60 };

bool
store_eviction_is_too_old(const struct store *s, uint64_t written_s)
{
	uint64_t now_s = store_now_s();

	/*
	 * It was written while a clock was wrong.  That clock has been set back
	 * since, so the age cannot be told.
	 */
	if (written_s > now_s + SKEW_S)
		return true;
	return written_s + s->config.max_age_s <= now_s;
}

bool
store_eviction_step(struct store *s)
{
	unsigned char key[ANSWER_KEY_SIZE];
	uint64_t written_s;
	bool too_old;

	if (!store_index_oldest(s->index, key, &written_s))
		return false;
	too_old = store_eviction_is_too_old(s, written_s);
	if (!too_old && store_writer_has_room(s))
		return false;
	s->totals.evictions += !too_old;
	store_dir_remove(&s->dir, key);
	store_index_remove(s->index, key);
	return true;
}
