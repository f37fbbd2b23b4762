/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long each client has waited before it left.  It is a hash table without
 * chains: of two clients with the same page, one has it at a time.
 */
#include "patience_book.h"

#include <stdlib.h>

enum {
	UNUSED_MS = 60000, /* then another client may have the page */
	ENOUGH = 30,	   /* a client that left this often is known */
};

static struct patience_page *
page_of(struct patience_book *b, uint64_t client)
{
	return &b->page[client % PATIENCE_BOOK_SIZE];
}

void
patience_book_free(struct patience_book *b)
{
	for (int i = 0; i < PATIENCE_BOOK_SIZE; i++)
		free(b->page[i].patience);
	*b = (struct patience_book){.page = {{0}}};
}

/*
 * Gives the page to the client, with nothing on it.  Returns false if another
 * client still uses it, or without memory.
 */
static bool
take_page(struct patience_page *page, uint64_t client, uint64_t now_ms)
{
	if (page->patience != NULL && now_ms < page->used_ms + UNUSED_MS)
		return false;
	if (page->patience == NULL)
		page->patience = malloc(sizeof(*page->patience));
	if (page->patience == NULL)
		return false;
	*page->patience = (struct patience){.weight = 0};
	page->client = client;
	page->learned_ms = 0;
	return true;
}

void
patience_book_add(struct patience_book *b, uint64_t client, uint64_t age_ms,
    bool left, uint64_t now_ms)
{
	struct patience_page *page = page_of(b, client);

	if (page->patience == NULL || page->client != client)
		if (!left || !take_page(page, client, now_ms))
			return; /* it gets a page once it leaves */
	page->used_ms = now_ms;
	patience_add(page->patience, age_ms, left);
}

struct patience_page *
patience_book_find(struct patience_book *b, uint64_t client)
{
	struct patience_page *page = page_of(b, client);

	if (page->patience == NULL || page->client != client ||
	    patience_left(page->patience) < ENOUGH)
		return NULL; /* too little is known of this client */
	return page;
}
