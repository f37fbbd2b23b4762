/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads a body where lighttpd keeps it, in memory or in its file, and digests
 * it.  It changes nothing of it.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include "chunk_reader.h"
#include "upload_digest.h"

enum {
	PIECE_BYTES = 65536,
	/* A processor without instructions for SHA-256 digests 300 MB/s. */
	STEP_BYTES = 262144,
};

struct upload_digest *
upload_digest_create(request_st *r)
{
	struct upload_digest *d = ck_calloc(1, sizeof(*d));
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	const buffer *encoding = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_ENCODING, STR("Content-Encoding"));

	d->is_form = type != NULL && encoding == NULL &&
		     parts_digest_begin(&d->parts, type->ptr);
	sha256_init(&d->file);
	return d;
}

bool
upload_digest_step(struct upload_digest *d, request_st *r)
{
	static unsigned char piece[PIECE_BYTES];
	const chunkqueue *cq = &r->reqbody_queue;
	bool whole = r->state != CON_STATE_READ_POST;
	off_t begin = d->at;

	while (!d->failed && d->at < cq->bytes_in) {
		off_t left = cq->bytes_in - d->at;
		size_t size = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
		size_t taken = size;

		if (d->at - begin >= STEP_BYTES)
			return false;
		d->failed = !chunk_reader_read(cq, d->at, piece, size);
		if (d->failed)
			break;
		if (d->is_form)
			taken = parts_digest_add(&d->parts, piece, size,
			    whole && (off_t)size == left);
		else
			sha256_update(&d->file, size, piece);
		d->at += (off_t)taken;
		if (taken < size && (off_t)size == left)
			break;
	}
	return whole;
}

bool
upload_digest_end(
    struct upload_digest *d, unsigned char out[static SHA256_DIGEST_SIZE])
{
	if (d->failed)
		return false;
	if (d->is_form)
		return parts_digest_end(&d->parts, out);
	sha256_digest(&d->file, SHA256_DIGEST_SIZE, out);
	return true;
}
