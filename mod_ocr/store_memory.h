/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_memory: small results that were asked for within the last two seconds,
 * with their bytes.  So a result that is asked for again and again is read from
 * its file and checked only once.  The file still decides: each time its
 * descriptor is asked whether it was removed or changed.
 */
#ifndef MOD_OCR_STORE_MEMORY_H
#define MOD_OCR_STORE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "answer_key.h"
#include "store_entry.h"

/* How many there are at most, and how large the body of each. */
enum { STORE_RECENT_ITEMS = 64, STORE_RECENT_BYTES = 16384 };

struct store;
struct shared_answer;

struct store_memory_item {
	struct store_entry entry;
	struct shared_answer *answer; /* NULL: there is none */
	int fd;			      /* of its file */
	struct stat file;
	bool asked; /* for it, since the last sweep */
};

/* Zeroed at first. */
struct store_memory {
	struct store_memory_item items[STORE_RECENT_ITEMS];
	uint64_t sweep_ms; /* when the next sweep is due */
};

/*
 * Returns the result with this key if it is kept in memory, or NULL.  Forgets
 * it and returns NULL if it is too old, or if its file is no longer the one
 * that was read.
 */
const struct store_memory_item *store_memory_find(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE]);

/* Keeps a small result in memory for those who ask next.  It was read from the
 * descriptor fd of file.  Takes a reference to answer and a descriptor of its
 * own.  Does nothing if the result is large, or if file has changed so recently
 * that a later change might not show in its times. */
void store_memory_put(struct store *s, const struct store_entry *entry,
    struct shared_answer *answer, int fd, const struct stat *file);

void store_memory_forget(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE]);

/*
 * Once a second, forgets all that nobody has asked for since the last time, and
 * the results whose file is not in the store any more.
 */
void store_memory_sweep(struct store *s, uint64_t now_ms);

/* Forgets all. */
void store_memory_drop(struct store *s);

#endif
