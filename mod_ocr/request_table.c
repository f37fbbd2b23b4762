/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hash table of requests.  It does not own them.
 */

#include "request_table.h"

#include "table_hash.h"

/* uthash would free the table with its last entry, and allocate it anew for the
 * next one.  So this entry, with a name that nobody looks for, stays in it. */
static struct request_ctx keeper;

static void
add(plugin_data *p, struct request_ctx *ctx)
{
	HASH_ADD_STR(p->requests, id, ctx);
}

void
request_table_add(plugin_data *p, struct request_ctx *ctx)
{
	if (strlen(ctx->id) < REQUEST_TABLE_ID_MIN)
		return;
	if (p->requests == NULL)
		add(p, &keeper);
	add(p, ctx);
	ctx->listed = true;
}

void
request_table_remove(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->listed)
		HASH_DEL(p->requests, ctx);
	ctx->listed = false;
}

struct request_ctx *
request_table_find(plugin_data *p, const char *id)
{
	struct request_ctx *ctx = NULL;

	HASH_FIND_STR(p->requests, id, ctx);
	return ctx != &keeper ? ctx : NULL;
}

void
request_table_free(plugin_data *p)
{
	HASH_CLEAR(hh, p->requests);
}
