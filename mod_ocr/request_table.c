/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hash table of requests.  It does not own them.
 */

#include <sys/random.h>

#include "siphash.h"

/* Clients choose ids: with a hash that is known they could put all of them into
 * one chain of the table. */
static unsigned char hash_key[SIPHASH_KEY_SIZE];
#define HASH_FUNCTION(key, len, hash)                                          \
	((hash) = (unsigned)siphash(hash_key, (key), (len)))
#include <uthash.h>

#include "request_table.h"

static void
draw_hash_key(void)
{
	static bool drawn;

	/* Up to 256 bytes never come short, but may be interrupted. */
	while (!drawn && getrandom(hash_key, sizeof(hash_key), 0) < 0)
		;
	drawn = true;
}

void
request_table_add(plugin_data *p, struct request_ctx *ctx)
{
	if (strlen(ctx->id) < REQUEST_TABLE_ID_MIN)
		return;
	draw_hash_key();
	HASH_ADD_STR(p->requests, id, ctx);
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
	return ctx;
}
