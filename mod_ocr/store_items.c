/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_items: memory for the entries of the store's index.
 */
#include "store_items.h"

#include <stdlib.h>

void
store_items_init(struct store_items *items)
{
	*items = (struct store_items){.unused = STORE_ITEMS_NONE};
}

void
store_items_clear(struct store_items *items)
{
	for (uint32_t i = 0; i < items->chunks_used; i++)
		free(items->chunks[i]);
	free(items->chunks);
}

/* Adds a chunk, whose items are all unused. */
static void
add_chunk(struct store_items *items)
{
	uint32_t begin = items->chunks_used * STORE_ITEMS_CHUNK;
	struct store_item *chunk = calloc(STORE_ITEMS_CHUNK, sizeof(*chunk));

	items->chunks = reallocarray(
	    items->chunks, items->chunks_used + 1, sizeof(*items->chunks));
	if (chunk == NULL || items->chunks == NULL)
		abort(); /* as lighttpd does without memory */
	items->chunks[items->chunks_used++] = chunk;
	for (uint32_t i = 0; i < STORE_ITEMS_CHUNK; i++)
		chunk[i].next = begin + i + 1;
	chunk[STORE_ITEMS_CHUNK - 1].next = items->unused;
	items->unused = begin;
}

uint32_t
store_items_take(struct store_items *items)
{
	uint32_t n;

	if (items->unused == STORE_ITEMS_NONE)
		add_chunk(items);
	n = items->unused;
	items->unused = store_items_at(items, n)->next;
	return n;
}

void
store_items_put_back(struct store_items *items, uint32_t n)
{
	store_items_at(items, n)->next = items->unused;
	items->unused = n;
}

size_t
store_items_memory(const struct store_items *items)
{
	return items->chunks_used *
	       (sizeof(*items->chunks) +
		   STORE_ITEMS_CHUNK * sizeof(struct store_item));
}
