/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hash table of requests.  It does not own them.  Most requests end before
 * anybody looks for one, so those that have come since the last look are in a
 * list, which takes no digest of their ids.
 */

#include "request_table.h"

#include <utlist.h>

#include "table_hash.h"

/* uthash would free the table with its last entry, and allocate it anew for the
 * next one.  So this entry, with a name that nobody looks for, stays in it. */
static struct request_ctx keeper;

/* Moves all requests from the list to the hash table. */
static void
take_in(plugin_data *p)
{
	struct request_ctx *ctx, *next;

	if (p->requests == NULL)
		HASH_ADD_STR(p->requests, id, (&keeper));
	DL_FOREACH_SAFE2(p->new_requests, ctx, next, table_next)
	{
		HASH_ADD_STR(p->requests, id, ctx);
		ctx->listing = LISTING_HASHED;
	}
	p->new_requests = NULL;
}

void
request_table_add(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->id_length < REQUEST_TABLE_ID_MIN)
		return;
	DL_APPEND2(p->new_requests, ctx, table_prev, table_next);
	ctx->listing = LISTING_NEW;
}

void
request_table_remove(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->listing == LISTING_HASHED)
		HASH_DEL(p->requests, ctx);
	else if (ctx->listing == LISTING_NEW)
		DL_DELETE2(p->new_requests, ctx, table_prev, table_next);
	ctx->listing = LISTING_NONE;
}

struct request_ctx *
request_table_find(plugin_data *p, const char *id)
{
	struct request_ctx *ctx = NULL;

	take_in(p);
	HASH_FIND_STR(p->requests, id, ctx);
	return ctx != &keeper ? ctx : NULL;
}

void
request_table_free(plugin_data *p)
{
	HASH_CLEAR(hh, p->requests);
	p->new_requests = NULL;
}
