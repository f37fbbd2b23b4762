/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_index: what is known of the entries of the store, to count their bytes
 * and to find the oldest: less than a hundred bytes of memory an entry.  Each
 * function takes the same time however many there are.  It knows nothing of
 * files; the caller passes the time in seconds since 1970.
 */
#ifndef MOD_OCR_STORE_INDEX_H
#define MOD_OCR_STORE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer_key.h"

/* Entries are parted by the first byte of their keys, as their files are. */
enum { STORE_FOLDERS = 256, STORE_BLOCK = 4096 };

/* The blocks of a file of so many bytes. */
static inline uint64_t
store_index_blocks(uint64_t size)
{
	return (size + STORE_BLOCK - 1) / STORE_BLOCK;
}

struct store_index;

/* An index of entries of up to that age.  store_index_free() frees it. */
struct store_index *store_index_create(unsigned max_age_s);
void store_index_free(struct store_index *x);

/*
 * Adds an entry, or says anew what is known of it: its file has that size, and
 * was written then.  Returns false for one that is older than the others by
 * more than that age, and is not added.
 */
bool store_index_put(struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE], uint64_t size,
    uint64_t written_s);

/* Forgets an entry; returns whether it was known. */
bool store_index_remove(
    struct store_index *x, const unsigned char key[static ANSWER_KEY_SIZE]);

/*
 * Copies the key of the oldest entry, to within a thousandth of the age, and
 * sets when it was written.  Returns false if there is none.
 */
bool store_index_oldest(const struct store_index *x,
    unsigned char key[static ANSWER_KEY_SIZE], uint64_t *written_s);

/*
 * A walk through all files begins: those that store_index_put() is not called
 * from now on are forgotten by store_index_sweep() for their folder.
 */
void store_index_begin_walk(struct store_index *x);
void store_index_sweep(struct store_index *x, unsigned char folder);

/* The entries, the bytes of the blocks that their files take, and those of
 * memory. */
uint64_t store_index_entries(const struct store_index *x);
uint64_t store_index_bytes(const struct store_index *x);
size_t store_index_memory(const struct store_index *x);

#endif
