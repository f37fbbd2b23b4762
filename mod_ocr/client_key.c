/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chooses what tells the client of a request from others: what the header in
 * ocr.client-key names, as forwarded_client.c finds it, or else the address.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include "client_key.h"
#include "forwarded_client.h"

bool
client_key_find(const struct request_ctx *ctx, const char **client, size_t *len)
{
	const request_st *r = ctx->r;
	const buffer *name = ctx->conf.client_key;
	const buffer *value = NULL;

	if (name != NULL)
		value = http_header_request_get(r,
		    http_header_hkey_get(BUF_PTR_LEN(name)), BUF_PTR_LEN(name));
	if (value != NULL &&
	    forwarded_client_find(BUF_PTR_LEN(value), client, len))
		return true;
	*client = request_address(r)->ptr;
	*len = buffer_clen(request_address(r));
	return false;
}

void
client_key_write(const struct request_ctx *ctx, char key[])
{
	const char *client;
	size_t len;

	client_key_find(ctx, &client, &len);
	gate_key(key, client, len);
}
