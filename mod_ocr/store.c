/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the store does by itself: it opens its directory, counts the files
 * there, and lets store_writer.c write and store_eviction.c remove them.
 */

#include "mod_ocr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fcgi-worker/base/clock.h"
#include "store.h"
#include "store_eviction.h"
#include "store_writer.h"

enum {
	/* Other processes, and their administrator, change the directory, too:
	 * the files are counted anew after this time. */
	WALK_MS = 600000,
	LOG_MS = 60000,
	STEP_US = 1000,
};

struct store *
store_open(server *srv, const struct store_config *config)
{
	struct store *s;

	if (config->path == NULL)
		return NULL;
	s = ck_calloc(1, sizeof(*s));
	s->config = *config;
	s->errh = srv->errh;
	s->dir.path = config->path;
	s->dir.fd = -1;
	s->index = store_index_create(config->max_age_s);
	s->totals.limit_bytes = config->limit_bytes;
	return s;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_writer_finish(s);
	store_dir_end_walk(&s->walk);
	store_dir_close(&s->dir);
	store_memory_drop(s);
	store_index_free(s->index);
	free(s);
}

uint64_t
store_now_s(void)
{
	return (uint64_t)time(NULL);
}

void
store_report(struct store *s, enum store_fault fault, const char *detail)
{
	static const char *const texts[STORE_FAULTS] = {
	    [STORE_FAULT_DIR] = "no result is kept or found",
	    [STORE_FAULT_WRITE] = "a result could not be written",
	    [STORE_FAULT_READ] = "a result could not be read",
	    [STORE_FAULT_DAMAGED] = "a result was damaged, and is removed",
	    [STORE_FAULT_VERSION] =
		"a result was written by another version of this module, and "
		"is removed",
	};
	uint64_t now_ms = clock_now_ms();
	bool is_old =
	    s->logged_ms[fault] != 0 && now_ms < s->logged_ms[fault] + LOG_MS;

	/* A missing directory counts as one error, however often it is looked
	 * for. */
	s->totals.errors += fault != STORE_FAULT_DIR || !is_old;
	if (is_old)
		return;
	s->logged_ms[fault] = now_ms;
	log_error(s->errh, __FILE__, __LINE__, "ocr.store = \"%s\": %s%s%s",
	    s->config.path, texts[fault], detail != NULL ? ": " : "",
	    detail != NULL ? detail : "");
}

bool
store_remove(struct store *s, const unsigned char key[static ANSWER_KEY_SIZE])
{
	bool cancelled = store_writer_cancel(s, key);
	bool removed = s->dir.fd >= 0 && store_dir_remove(&s->dir, key);

	store_index_remove(s->index, key);
	store_memory_forget(s, key);
	return cancelled || removed;
}

bool
store_lacks(struct store *s, const unsigned char key[static ANSWER_KEY_SIZE],
    uint64_t now_ms)
{
	if (!s->knows_all || store_index_has(s->index, key))
		return false;
	/* Thousands of requests may come within a millisecond, and share one
	 * look. */
	if (s->unchanged_ms != now_ms &&
	    store_stamp_is_noted(&s->dir.stamp, s->dir.fd))
		s->unchanged_ms = now_ms;
	return s->unchanged_ms == now_ms;
}

const struct store_totals *
store_figures(struct store *s)
{
	if (s == NULL)
		return NULL;
	s->totals.entries = store_index_entries(s->index);
	s->totals.bytes = store_index_bytes(s->index);
	s->totals.walking = s->walk.folder < STORE_FOLDERS;
	return &s->totals;
}

/*
 * Puts a file that was found in the directory into the index, or removes it if
 * it is too old.
 */
static void
put_found(struct store *s, const struct store_found *found)
{
	uint64_t now_s = store_now_s();

	if (store_eviction_is_too_old(s, found->written_s))
		store_dir_remove(&s->dir, found->key);
	else /* the clock may have been set back a little since */
		store_index_put(s->index, found->key, found->size,
		    found->written_s < now_s ? found->written_s : now_s);
}

/* Takes one step of the walk through the store's directory, by which the index
 * learns of its files.  Returns whether there are more steps. */
static bool
walk_step(struct store *s)
{
	struct store_found found;

	switch (store_dir_step(&s->dir, &s->walk, &found)) {
	case STORE_STEP_ENTRY:
		put_found(s, &found);
		return true;
	case STORE_STEP_FOLDER:
		store_index_sweep(s->index, found.folder);
		return true;
	case STORE_STEP_OTHER:
		return true;
	default:
		s->knows_all = !s->walk.skipped;
		return false;
	}
}

/*
 * Begins to look at all files of the directory, from which the index is made.
 * Files of the index that are not found on the way will leave it.
 */
static void
begin_walk(struct store *s, uint64_t now_ms)
{
	store_dir_end_walk(&s->walk);
	s->walk = (struct store_walk){.dir = NULL};
	s->walk_ms = now_ms + WALK_MS;
	s->knows_all = false;
	store_stamp_note(&s->dir.stamp, s->dir.fd);
	store_index_begin_walk(s->index);
}

/*
 * Returns whether the store's directory can be used now.  If not, reports the
 * fault and drops what is to be written.  Begins to count the files anew if the
 * directory was just opened, or if the last count is WALK_MS ago.
 */
static bool
check_dir(struct store *s, uint64_t now_ms)
{
	bool was_open = s->dir.fd >= 0;
	unsigned times_opened = s->dir.opened;
	uint64_t last_checked_ms = s->dir.checked_ms;

	if (!store_dir_check(&s->dir, now_ms)) {
		if (s->dir.checked_ms != last_checked_ms)
			store_report(s, STORE_FAULT_DIR, s->dir.fault);
		store_writer_drop(s);
		return false;
	}
	if (!was_open)
		s->logged_ms[STORE_FAULT_DIR] = 0;
	if (times_opened != s->dir.opened || now_ms >= s->walk_ms)
		begin_walk(s, now_ms);
	return true;
}

bool
store_step(struct store *s, uint64_t now_ms)
{
	uint64_t until_us = clock_now_us() + STEP_US;
	bool more = true;

	store_memory_sweep(s, now_ms);
	if (!check_dir(s, now_ms))
		return false;
	while (more && clock_now_us() < until_us)
		more = store_eviction_step(s) || store_writer_step(s) ||
		       walk_step(s);
	return more;
}
