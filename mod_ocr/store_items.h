/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_items: memory for the entries of the store's index.  Items have numbers
 * and stand in arrays that never move.  There are as many as were ever in use
 * at once; an unused one is taken again.
 */
#ifndef MOD_OCR_STORE_ITEMS_H
#define MOD_OCR_STORE_ITEMS_H

#include <stddef.h>
#include <stdint.h>

#include "answer_key.h"

enum { STORE_ITEMS_CHUNK = 4096 }; /* items of one array */

/* In place of the number of an item: there is none. */
#define STORE_ITEMS_NONE UINT32_MAX

struct store_item {
	unsigned char key[ANSWER_KEY_SIZE];
	uint32_t written_s; /* enough until 2106 */
	uint32_t blocks; /* of its file; the highest bit marks the last walk */
	uint32_t prev, next; /* numbers, in the list of its age */
};

struct store_items {
	struct store_item **chunks;
	uint32_t chunks_used;
	uint32_t unused; /* the first item that is not in use; linked by next */
};

/* Begins without items.  What they take is to be freed with
 * store_items_clear(). */
void store_items_init(struct store_items *items);
void store_items_clear(struct store_items *items);

/* Returns item number n. */
static inline struct store_item *
store_items_at(const struct store_items *items, uint32_t n)
{
	return &items->chunks[n / STORE_ITEMS_CHUNK][n % STORE_ITEMS_CHUNK];
}

/* Returns the number of an unused item, which is in use from now on. */
uint32_t store_items_take(struct store_items *items);

/* Makes item number n unused. */
void store_items_put_back(struct store_items *items, uint32_t n);

/* Returns the bytes of memory that all items take. */
size_t store_items_memory(const struct store_items *items);

#endif
