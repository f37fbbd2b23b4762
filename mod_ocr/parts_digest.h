/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * parts_digest: a digest of the parts of a multipart body.  It does not depend
 * on the boundary, which differs each time a form is sent.  It divides a body
 * exactly as fcgi-worker/http/multipart.c does, and leaves each part as it is,
 * with its head: two bodies with one digest are the same to a worker.  It knows
 * nothing of lighttpd.
 */
#ifndef MOD_OCR_PARTS_DIGEST_H
#define MOD_OCR_PARTS_DIGEST_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>

enum { PARTS_DIGEST_BOUNDARY_MAX = 70 };

enum parts_state {
	PARTS_BEFORE, /* the first boundary has not come */
	PARTS_INSIDE,
	PARTS_AFTER, /* the last boundary has come */
	PARTS_BAD,   /* this body has no digest */
};

struct parts_digest {
	char delimiter[PARTS_DIGEST_BOUNDARY_MAX + 3]; /* with the -- */
	size_t length;
	enum parts_state state;
	size_t count; /* of parts that are whole */
	bool fresh;   /* nothing has come since the last boundary's line */
	struct sha256_ctx part, all;
};

/*
 * Begins the digest of a form whose Content-Type is type.  Returns false if
 * that is not multipart/form-data with a boundary that every reader understands
 * alike.
 */
bool parts_digest_begin(struct parts_digest *d, const char *type);

/*
 * Takes the next bytes of the body; if last, they are its end.  Returns how
 * many of them it has taken.  The others, which are fewer than 512, are to be
 * given again together with the bytes that follow them.
 */
size_t parts_digest_add(
    struct parts_digest *d, const unsigned char *data, size_t size, bool last);

/* Writes the digest.  Returns false if the body is not a complete form. */
bool parts_digest_end(
    struct parts_digest *d, unsigned char out[static SHA256_DIGEST_SIZE]);

#endif
