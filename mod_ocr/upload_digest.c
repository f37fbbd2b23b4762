/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads a body where lighttpd keeps it, in memory or in its file, and digests
 * it.  It changes nothing of it.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include "chunk_reader.h"
#include "upload_digest.h"

/*
 * What is digested in one turn of the loop.  A processor without instructions
 * for SHA-256 digests 300 MB/s.
 */
enum { STEP_BYTES = 262144 };

struct upload_digest *
upload_digest_create(request_st *r, bool reads_forms)
{
	struct upload_digest *d = ck_calloc(1, sizeof(*d));
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	const buffer *encoding = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_ENCODING, STR("Content-Encoding"));

	d->is_form = reads_forms && type != NULL && encoding == NULL &&
		     parts_digest_begin(&d->parts, type->ptr);
	sha256_init(&d->file);
	return d;
}

/* Digests bytes of the body, its last ones or not.  Returns how many it took:
 * of a form the others are given again with what follows them. */
static size_t
add(struct upload_digest *d, const unsigned char *data, size_t size, bool last)
{
	if (d->is_form)
		return parts_digest_add(&d->parts, data, size, last);
	sha256_update(&d->file, size, data);
	return size;
}

bool
upload_digest_step(struct upload_digest *d, request_st *r)
{
	static unsigned char piece[STEP_BYTES];
	const chunkqueue *cq = &r->reqbody_queue;
	bool whole = r->state != CON_STATE_READ_POST;
	off_t left = cq->bytes_in - d->at;
	size_t size = left < STEP_BYTES ? (size_t)left : STEP_BYTES;
	bool last = (off_t)size == left;

	if (d->failed || left == 0)
		return whole;
	d->failed = !chunk_reader_read(cq, d->at, piece, size);
	if (!d->failed)
		d->at += (off_t)add(d, piece, size, whole && last);
	return whole && (last || d->failed);
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
