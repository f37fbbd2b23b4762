/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Decides who may have an answer that was computed for another request.  HTTP
 * caches call it cache partitioning: the name of the partition is a part of the
 * key of each answer, so a request never finds an answer of another partition.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <string.h>
#include <strings.h>

#include "answer_partition.h"
#include "client_key.h"

/* Whether an origin (RFC 6454) names this site, whatever its scheme. */
static bool
is_own_origin(const request_st *r, const char *origin)
{
	const char *host = strstr(origin, "://");

	return host != NULL && !buffer_is_blank(&r->uri.authority) &&
	       strcasecmp(host + 3, r->uri.authority.ptr) == 0;
}

bool
answer_partition_is_cross_origin(const struct request_ctx *ctx)
{
	const request_st *r = ctx->r;
	const buffer *site = http_header_request_get(
	    r, HTTP_HEADER_OTHER, STR("Sec-Fetch-Site"));
	const buffer *origin =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("Origin"));
	const buffer *allowed = ctx->conf.cors_origin;

	if (allowed != NULL &&
	    (strcmp(allowed->ptr, "*") == 0 ||
		(origin != NULL && strcmp(allowed->ptr, origin->ptr) == 0)))
		return false;
	if (site != NULL)
		return strcmp(site->ptr, "same-origin") != 0 &&
		       strcmp(site->ptr, "none") != 0;
	return origin != NULL && !is_own_origin(r, origin->ptr);
}

/* Returns how many bytes of a Host are before its port. */
static uint32_t
host_length(const buffer *authority)
{
	uint32_t n = buffer_clen(authority), end = n;

	while (n > 0 && light_isdigit(authority->ptr[n - 1]))
		n--;
	return n > 0 && authority->ptr[n - 1] == ':' ? n - 1 : end;
}

/*
 * Writes the partition of a client that has not logged in: its full address, or
 * what the header in ocr.client-key says, and the name of this site.  All
 * clients of an IPv6 network take turns as one, but must not see what the
 * others have had read, so the address is not shortened here.  What the header
 * says is marked, so that it is never taken for an address.  The name of the
 * site is there against DNS rebinding: an attacker may point the name of his
 * site to this server's address, so that its pages can read answers through the
 * client's browser.
 */
static void
write_client_partition(const struct request_ctx *ctx, buffer *out)
{
	const buffer *authority = &ctx->r->uri.authority;
	const char *client;
	size_t len;

	if (client_key_find(ctx, &client, &len))
		buffer_copy_string_len(out, STR("header "));
	else
		buffer_copy_string_len(out, STR("address "));
	buffer_append_string_len(out, client, len);
	buffer_append_string_len(out, STR(" at "));
	if (!buffer_is_blank(authority))
		buffer_append_string_len(
		    out, authority->ptr, host_length(authority));
}

void
answer_partition_write(const struct request_ctx *ctx, buffer *out)
{
	const request_st *r = ctx->r;
	const buffer *user =
	    http_header_env_get(r, CONST_STR_LEN("REMOTE_USER"));

	if (ctx->conf.store_shared) {
		buffer_copy_string_len(out, STR("all"));
	} else if (user != NULL && !buffer_is_blank(user)) {
		buffer_copy_string_len(out, STR("user "));
		buffer_append_string_buffer(out, user);
		buffer_append_string_len(out, STR(" at "));
		buffer_append_string_buffer(out, &r->uri.authority);
		buffer_append_string_len(out, STR(" on "));
		buffer_append_string_buffer(out, r->con->srv_socket->srv_token);
	} else {
		write_client_partition(ctx, out);
	}
}
