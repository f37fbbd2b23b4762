/* SPDX-License-Identifier: BSD-3-Clause */
/* etag: answers 304 to clients that have the document already. */
#include "http/etag.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Returns the digest of the bytes of b, by FNV-1a.  That is enough: equal bytes
 * have equal tags, and nobody gains by making other bytes with the same tag. */
static uint64_t
digest_of(const struct buffer *b)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < b->size; i++) {
		hash ^= (unsigned char)b->data[i];
		hash *= 0x100000001b3;
	}
	return hash;
}

/* Whether the header, a list of tags or *, has tag, or its weak form W/tag. */
static bool
is_listed(const char *header, const char *tag)
{
	size_t length;

	for (;;) {
		header += strspn(header, " \t,");
		if (strncmp(header, "W/", 2) == 0)
			header += 2;
		length = strcspn(header, ", \t");
		if (length == 0)
			return false;
		if ((length == 1 && header[0] == '*') ||
		    (length == strlen(tag) && memcmp(header, tag, length) == 0))
			return true;
		header += length;
	}
}

void
etag_apply(const struct request *q, struct response *r)
{
	const char *header = request_header(q, "If-None-Match");

	snprintf(r->etag, sizeof(r->etag), "\"%016" PRIx64 "\"",
	    digest_of(&r->body));
	if (header == NULL || !is_listed(header, r->etag))
		return;
	r->status = 304;
	buffer_free(&r->body);
}
