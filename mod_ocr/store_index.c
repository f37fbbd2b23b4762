/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_index: for each first byte of a key there is a hash table of the
 * numbers of items, small enough to be made anew at once when it grows.
 */
#include "store_index.h"

#include <stdlib.h>
#include <string.h>

#include "store_ages.h"
#include "store_items.h"
#include "table_hash.h"

enum { SLOTS_MIN = 16 }; /* of a table */

#define NONE STORE_ITEMS_NONE
#define MARK (UINT32_C(1) << 31)
#define BLOCKS_MAX (MARK - 1)

struct table {
	uint32_t *slots; /* numbers of items, or NONE */
	uint32_t size;	 /* a power of two, or 0 */
	uint32_t used;
};

struct store_index {
	struct store_items items;
	struct store_ages ages;
	uint64_t blocks; /* of all files */
	size_t slots;	 /* of all tables */
	uint32_t mark;	 /* MARK or 0: that of entries seen in this walk */
	struct table tables[STORE_FOLDERS];
};

struct store_index *
store_index_create(unsigned max_age_s)
{
	struct store_index *x = calloc(1, sizeof(*x));

	if (x == NULL)
		abort(); /* as lighttpd does without memory */
	store_items_init(&x->items);
	store_ages_init(&x->ages, &x->items, max_age_s);
	return x;
}

void
store_index_free(struct store_index *x)
{
	if (x == NULL)
		return;
	for (int i = 0; i < STORE_FOLDERS; i++)
		free(x->tables[i].slots);
	store_items_clear(&x->items);
	free(x);
}

static struct store_item *
item_at(const struct store_index *x, uint32_t n)
{
	return store_items_at(&x->items, n);
}

/* Returns the slot of key, or if the table does not have it, the free slot that
 * it would get.  A table always has a free slot. */
static uint32_t
find_slot(const struct store_index *x, const struct table *t,
    const unsigned char *key)
{
	uint64_t hash = table_hash(key, ANSWER_KEY_SIZE);
	uint32_t i = (uint32_t)hash & (t->size - 1);

	while (t->slots[i] != NONE &&
	       memcmp(item_at(x, t->slots[i])->key, key, ANSWER_KEY_SIZE) != 0)
		i = (i + 1) & (t->size - 1);
	return i;
}

/* Makes a table twice as large, with its entries in new slots. */
static void
grow_table(struct store_index *x, struct table *t)
{
	struct table old = *t;

	t->size = old.size > 0 ? 2 * old.size : SLOTS_MIN;
	t->slots = reallocarray(NULL, t->size, sizeof(*t->slots));
	if (t->slots == NULL)
		abort();
	memset(t->slots, 0xff, t->size * sizeof(*t->slots)); /* NONE */
	x->slots += t->size - old.size;
	for (uint32_t i = 0; i < old.size; i++)
		if (old.slots[i] != NONE)
			t->slots[find_slot(x, t,
			    item_at(x, old.slots[i])->key)] = old.slots[i];
	free(old.slots);
}

/*
 * Empties a slot.  An entry is looked for from the slot of its hash up to the
 * first empty slot.  So entries that would not be found behind the hole move
 * into it.
 */
static void
empty_slot(const struct store_index *x, struct table *t, uint32_t hole)
{
	uint32_t mask = t->size - 1;

	for (uint32_t i = (hole + 1) & mask; t->slots[i] != NONE;
	     i = (i + 1) & mask) {
		const unsigned char *key = item_at(x, t->slots[i])->key;
		uint64_t first = table_hash(key, ANSWER_KEY_SIZE);
		if (((i - first) & mask) >= ((i - hole) & mask)) {
			t->slots[hole] = t->slots[i];
			hole = i;
		}
	}
	t->slots[hole] = NONE;
	t->used--;
}

/* Removes the entry in this slot of a table from the index. */
static void
remove_slot(struct store_index *x, struct table *t, uint32_t slot)
{
	uint32_t n = t->slots[slot];

	x->blocks -= item_at(x, n)->blocks & BLOCKS_MAX;
	store_ages_remove(&x->ages, n);
	empty_slot(x, t, slot);
	store_items_put_back(&x->items, n);
}

bool
store_index_put(struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE], uint64_t size,
    uint64_t written_s)
{
	struct table *t = &x->tables[key[0]];
	uint64_t blocks = store_index_blocks(size);
	struct store_item *item;
	uint32_t n;

	store_index_remove(x, key);
	if (!store_ages_make_room(&x->ages, written_s))
		return false;
	if (4 * (t->used + 1) > 3 * t->size) /* a quarter stays empty */
		grow_table(x, t);
	n = store_items_take(&x->items);
	item = item_at(x, n);
	memcpy(item->key, key, ANSWER_KEY_SIZE);
	item->written_s = (uint32_t)written_s;
	item->blocks = (uint32_t)(blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX);
	x->blocks += item->blocks;
	item->blocks |= x->mark;
	t->slots[find_slot(x, t, key)] = n;
	t->used++;
	store_ages_append(&x->ages, n);
	return true;
}

bool
store_index_has(const struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE])
{
	const struct table *t = &x->tables[key[0]];

	return t->size > 0 && t->slots[find_slot(x, t, key)] != NONE;
}

bool
store_index_remove(
    struct store_index *x, const unsigned char key[static ANSWER_KEY_SIZE])
{
	struct table *t = &x->tables[key[0]];

	if (!store_index_has(x, key))
		return false;
	remove_slot(x, t, find_slot(x, t, key));
	return true;
}

bool
store_index_oldest(const struct store_index *x,
    unsigned char key[static ANSWER_KEY_SIZE], uint64_t *written_s)
{
	uint32_t n = store_ages_oldest(&x->ages);

	if (n == NONE)
		return false;
	memcpy(key, item_at(x, n)->key, ANSWER_KEY_SIZE);
	*written_s = item_at(x, n)->written_s;
	return true;
}

void
store_index_begin_walk(struct store_index *x)
{
	x->mark ^= MARK;
}

void
store_index_sweep(struct store_index *x, unsigned char folder)
{
	struct table *t = &x->tables[folder];

	for (uint32_t i = 0; i < t->size; i++)
		while (t->slots[i] != NONE &&
		       (item_at(x, t->slots[i])->blocks & MARK) != x->mark)
			remove_slot(x, t, i); /* another may move there */
}

uint64_t
store_index_entries(const struct store_index *x)
{
	return x->ages.count;
}

uint64_t
store_index_bytes(const struct store_index *x)
{
	return x->blocks * STORE_BLOCK;
}

size_t
store_index_memory(const struct store_index *x)
{
	return sizeof(*x) + store_items_memory(&x->items) +
	       x->slots * sizeof(uint32_t);
}
