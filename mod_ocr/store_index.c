/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entries have numbers and stand in arrays that never move.  For each first
 * byte of a key there is a hash table of numbers, small enough to be made anew
 * at once when it grows.  For each thousandth of the greatest age there is a
 * list.
 */
#include "store_index.h"

#include <stdlib.h>
#include <string.h>

#include "table_hash.h"

enum {
	CHUNK = 4096,	/* entries of one array */
	SLOTS_MIN = 16, /* of a table */
	AGES = 1024,	/* lists, of which 1001 are in use */
	AGES_USED = 1000,
};

#define NONE UINT32_MAX
#define MARK (UINT32_C(1) << 31)
#define BLOCKS_MAX (MARK - 1)

struct item {
	unsigned char key[ANSWER_KEY_SIZE];
	uint32_t written_s; /* enough until 2106 */
	uint32_t blocks; /* of its file; the highest bit marks the last walk */
	uint32_t prev, next;
};

struct table {
	uint32_t *slots; /* numbers of items, or NONE */
	uint32_t size;	 /* a power of two, or 0 */
	uint32_t used;
};

struct list {
	uint32_t first, last;
};

struct store_index {
	struct item **chunks;
	uint32_t chunks_used;
	uint32_t free; /* the first unused item; linked by next */
	uint32_t width_s;
	uint64_t first; /* no list before it has an item */
	uint64_t items, blocks;
	size_t slots; /* of all tables */
	uint32_t mark;
	struct table tables[STORE_FOLDERS];
	struct list lists[AGES];
};

struct store_index *
store_index_create(unsigned max_age_s)
{
	struct store_index *x = calloc(1, sizeof(*x));

	if (x == NULL)
		abort(); /* as lighttpd does without memory */
	x->free = NONE;
	x->width_s = (max_age_s + AGES_USED - 1) / AGES_USED;
	memset(x->lists, 0xff, sizeof(x->lists)); /* NONE */
	return x;
}

void
store_index_free(struct store_index *x)
{
	if (x == NULL)
		return;
	for (uint32_t i = 0; i < x->chunks_used; i++)
		free(x->chunks[i]);
	for (int i = 0; i < STORE_FOLDERS; i++)
		free(x->tables[i].slots);
	free(x->chunks);
	free(x);
}

/* Returns item number n. */
static struct item *
item_at(const struct store_index *x, uint32_t n)
{
	return &x->chunks[n / CHUNK][n % CHUNK];
}

static void *
grow_array(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count, size);

	if (p == NULL)
		abort();
	return p;
}

/* Returns the number of an unused item, of a new chunk if there is no other. */
static uint32_t
take_item(struct store_index *x)
{
	uint32_t n, begin = x->chunks_used * CHUNK;

	if (x->free == NONE) {
		x->chunks = grow_array(
		    x->chunks, x->chunks_used + 1, sizeof(*x->chunks));
		x->chunks[x->chunks_used++] =
		    grow_array(NULL, CHUNK, sizeof(struct item));
		for (uint32_t i = 0; i < CHUNK; i++)
			item_at(x, begin + i)->next =
			    i + 1 < CHUNK ? begin + i + 1 : NONE;
		x->free = begin;
	}
	n = x->free;
	x->free = item_at(x, n)->next;
	return n;
}

/* Returns the slot of key, or the one that it would get; one is always free. */
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
	t->slots = grow_array(NULL, t->size, sizeof(*t->slots));
	memset(t->slots, 0xff, t->size * sizeof(*t->slots)); /* NONE */
	x->slots += t->size - old.size;
	for (uint32_t i = 0; i < old.size; i++)
		if (old.slots[i] != NONE)
			t->slots[find_slot(x, t,
			    item_at(x, old.slots[i])->key)] = old.slots[i];
	free(old.slots);
}

/* Empties a slot, and moves the entries behind it that would not be found any
 * more: an entry is looked for from its home on, up to a hole. */
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

/* Returns the list of the entries of this age. */
static struct list *
list_of(struct store_index *x, uint64_t written_s)
{
	return &x->lists[written_s / x->width_s % AGES];
}

/* Puts an entry at the end of the list of its age. */
static void
link_item(struct store_index *x, uint32_t n)
{
	struct item *item = item_at(x, n);
	struct list *l = list_of(x, item->written_s);

	item->prev = l->last;
	item->next = NONE;
	if (l->last != NONE)
		item_at(x, l->last)->next = n;
	else
		l->first = n;
	l->last = n;
}

static void
unlink_item(struct store_index *x, uint32_t n)
{
	const struct item *item = item_at(x, n);
	struct list *l = list_of(x, item->written_s);

	if (item->prev != NONE)
		item_at(x, item->prev)->next = item->next;
	else
		l->first = item->next;
	if (item->next != NONE)
		item_at(x, item->next)->prev = item->prev;
	else
		l->last = item->prev;
}

/* Removes the entry in this slot of a table from the index. */
static void
remove_slot(struct store_index *x, struct table *t, uint32_t slot)
{
	uint32_t n = t->slots[slot];

	unlink_item(x, n);
	x->blocks -= item_at(x, n)->blocks & BLOCKS_MAX;
	x->items--;
	empty_slot(x, t, slot);
	item_at(x, n)->next = x->free;
	x->free = n;
}

/* Moves the begin of the range of ages past empty lists, up to this age. */
static void
drop_empty_lists(struct store_index *x, uint64_t age)
{
	if (x->items == 0 && x->first < age)
		x->first = age;
	while (x->first < age && x->lists[x->first % AGES].first == NONE)
		x->first++;
}

/* Moves the range of ages so that it has a list for entries that were written
 * at written_s.  Returns false if that is too far from the others. */
static bool
make_place(struct store_index *x, uint64_t written_s)
{
	uint64_t list = written_s / x->width_s; /* its number */

	if (written_s > UINT32_MAX)
		return false;
	drop_empty_lists(x, list);
	if (list >= x->first)
		return list - x->first < AGES;
	if (x->items > 0 && x->first - list >= AGES)
		return false;
	/* A new first list takes the place of the last, if that is empty. */
	for (uint64_t i = list + AGES; x->items > 0 && i < x->first + AGES; i++)
		if (x->lists[i % AGES].first != NONE)
			return false;
	x->first = list;
	return true;
}

bool
store_index_put(struct store_index *x,
    const unsigned char key[static ANSWER_KEY_SIZE], uint64_t size,
    uint64_t written_s)
{
	struct table *t = &x->tables[key[0]];
	uint64_t blocks = store_index_blocks(size);
	struct item *item;
	uint32_t n;

	store_index_remove(x, key);
	if (!make_place(x, written_s))
		return false;
	if (4 * (t->used + 1) > 3 * t->size) /* a quarter stays empty */
		grow_table(x, t);
	n = take_item(x);
	item = item_at(x, n);
	memcpy(item->key, key, ANSWER_KEY_SIZE);
	item->written_s = (uint32_t)written_s;
	item->blocks = (uint32_t)(blocks < BLOCKS_MAX ? blocks : BLOCKS_MAX);
	x->blocks += item->blocks;
	item->blocks |= x->mark;
	t->slots[find_slot(x, t, key)] = n;
	t->used++;
	x->items++;
	link_item(x, n);
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
	for (uint64_t i = x->first; x->items > 0 && i < x->first + AGES; i++) {
		uint32_t n = x->lists[i % AGES].first;
		if (n == NONE)
			continue; /* the next list is younger */
		memcpy(key, item_at(x, n)->key, ANSWER_KEY_SIZE);
		*written_s = item_at(x, n)->written_s;
		return true;
	}
	return false;
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
	return x->items;
}

uint64_t
store_index_bytes(const struct store_index *x)
{
	return x->blocks * STORE_BLOCK;
}

size_t
store_index_memory(const struct store_index *x)
{
	return sizeof(*x) + x->chunks_used * sizeof(*x->chunks) +
	       x->chunks_used * sizeof(struct item) * CHUNK +
	       x->slots * sizeof(uint32_t);
}
