/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_index: what is known of the entries of the store, to count their bytes
 * and to find the oldest.  An entry takes less than a hundred bytes of memory.
 * Each function takes the same time however many entries there are.  It knows
 * nothing of files; the caller passes the time in seconds since 1970.
 */
#ifndef MOD_OCR_STORE_INDEX_H
#define MOD_OCR_STORE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer_key.h"

/* Entries are divided by the first byte of their keys, as their files are. */
enum { STORE_FOLDERS = 256, STORE_BLOCK = 4096 };

/* Returns the number of blocks that a file of this size takes. */
static inline uint64_t
store_index_blocks(uint64_t size)
{
	return (size + STORE_BLOCK - 1) / STORE_BLOCK;
}

struct store_index;

/* Makes an index for entries of up to that age, to be freed with
 * store_index_free().  Without memory, this and the other functions call
 * abort(). */
struct store_index *store_index_create(unsigned max_age_s);
void store_index_free(struct store_index *x);

/*
 * Adds an entry, or updates it.  Its file has size bytes and was written at
 * written_s, in seconds since 1970.  Returns false, and does not add the entry,
 * if that is too far from when the others were written for one range of ages.
 */
bool store_index_put(struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE], uint64_t size,
    uint64_t written_s);

/* Forgets an entry; returns whether it was known. */
bool store_index_remove(
    struct store_index *x, const unsigned char key[static ANSWER_KEY_SIZE]);

/* Whether an entry is known. */
bool store_index_has(const struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE]);

/*
 * Copies the key of the oldest entry, exact to a thousandth of the greatest
 * age, and sets when it was written.  Returns false if there is none.
 */
bool store_index_oldest(const struct store_index *x,
    unsigned char key[static ANSWER_KEY_SIZE], uint64_t *written_s);

/*
 * Begins a walk through all files.  The caller calls store_index_put() for each
 * file that it meets.  At the end of a folder, store_index_sweep() forgets the
 * folder's entries that were not met.
 */
void store_index_begin_walk(struct store_index *x);
void store_index_sweep(struct store_index *x, unsigned char folder);

/* Return the number of entries, the bytes of the blocks that their files take,
 * and the bytes of memory that the index takes. */
uint64_t store_index_entries(const struct store_index *x);
uint64_t store_index_bytes(const struct store_index *x);
size_t store_index_memory(const struct store_index *x);

#endif
