/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A direct-mapped cache: each key has one place, and a later result takes the
 * place of the one before.  Clients cannot know which keys share a place.
 * Otherwise a client could tell by the time that its own result takes whether
 * another client has asked for a certain one.
 */

#include "mod_ocr.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "shared_answer.h"
#include "store.h"
#include "store_eviction.h"
#include "store_memory.h"
#include "table_hash.h"

enum { SWEEP_MS = 1000 };

/*
 * Returns the one place where a result with this key can be; another one may be
 * there.
 */
static struct store_memory_item *
place_of(struct store *s, const unsigned char *key)
{
	return &s->recent.items[table_hash(key, ANSWER_KEY_SIZE) %
				STORE_RECENT_ITEMS];
}

static void
clear_item(struct store_memory_item *item)
{
	if (item->answer == NULL)
		return;
	close(item->fd);
	shared_answer_release(item->answer);
	item->answer = NULL;
}

static bool
item_has(const struct store_memory_item *item, const unsigned char *key)
{
	return item->answer != NULL &&
	       memcmp(item->entry.key, key, ANSWER_KEY_SIZE) == 0;
}

const struct store_memory_item *
store_memory_find(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE])
{
	struct store_memory_item *item = place_of(s, key);

	if (!item_has(item, key))
		return NULL;
	if (store_dir_is_same(item->fd, &item->file) &&
	    !store_eviction_is_too_old(s, item->entry.written_s)) {
		item->asked = true;
		return item;
	}
	clear_item(item);
	return NULL;
}

/*
 * Whether a later change of the file will show in its times.  These come from
 * the system's clock, which on older kernels advances in steps of some
 * milliseconds, so the last change must be a second old.
 */
static bool
has_settled_times(const struct stat *file)
{
	return (uint64_t)file->st_ctim.tv_sec + 1 < store_now_s();
}

void
store_memory_put(struct store *s, const struct store_entry *entry,
    struct shared_answer *answer, int fd, const struct stat *file)
{
	struct store_memory_item *item = place_of(s, entry->key);

	/* A later change has to show in the file's times. */
	if (entry->body_size > STORE_RECENT_BYTES || !has_settled_times(file) ||
	    (fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
		return;
	clear_item(item);
	answer->users++;
	*item = (struct store_memory_item){
	    .entry = *entry,
	    .answer = answer,
	    .fd = fd,
	    .file = *file,
	    .asked = true,
	};
}

void
store_memory_forget(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE])
{
	struct store_memory_item *item = place_of(s, key);

	if (item_has(item, key))
		clear_item(item);
}

void
store_memory_sweep(struct store *s, uint64_t now_ms)
{
	if (now_ms < s->recent.sweep_ms)
		return;
	s->recent.sweep_ms = now_ms + SWEEP_MS;
	for (int i = 0; i < STORE_RECENT_ITEMS; i++) {
		struct store_memory_item *item = &s->recent.items[i];

		/* Nobody has asked for it since the last sweep, or it changed.
		 */
		if (!item->asked ||
		    !store_dir_has_same(&s->dir, item->entry.key, &item->file))
			clear_item(item);
		item->asked = false;
	}
}

void
store_memory_drop(struct store *s)
{
	for (int i = 0; i < STORE_RECENT_ITEMS; i++)
		clear_item(&s->recent.items[i]);
}
