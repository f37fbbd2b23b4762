/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads a body where lighttpd keeps it, in memory or in its file, and digests
 * it without changing it.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include "chunk_reader.h"
#include "upload_digest.h"

/*
 * What is digested in one turn of the loop.  A processor without instructions
 * for SHA-256 digests 300 MB/s.
 */
enum {
	STEP_BYTES = 262144,
	/* So much of a file is read at once that it stays in the processor's
	 * cache until it is digested. */
	PIECE_BYTES = 65536,
};

static unsigned char piece[STEP_BYTES];

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

/* Digests size bytes of a queue from offset on where they are in memory, and
 * returns how many of them are. */
static size_t
add_memory(
    struct upload_digest *d, const chunkqueue *cq, off_t offset, size_t size)
{
	size_t done = 0, n;

	for (; done < size; done += n) {
		const unsigned char *data;

		n = size - done;
		data = chunk_reader_memory(cq, offset + (off_t)done, &n);
		if (data == NULL)
			break;
		sha256_update(&d->file, n, data);
	}
	d->digested += (off_t)done;
	return done;
}

/* Digests the next bytes of a body that is no form. */
static void
step_file(struct upload_digest *d, const chunkqueue *cq, size_t size)
{
	size -= add_memory(d, cq, d->digested, size);
	for (size_t n; size > 0 && !d->failed; size -= n) {
		n = size < PIECE_BYTES ? size : PIECE_BYTES;
		d->failed = !chunk_reader_read(cq, d->digested, piece, n);
		if (d->failed)
			return;
		sha256_update(&d->file, n, piece);
		d->digested += (off_t)n;
	}
}

/* Digests the next bytes of a form; those that it does not take it gets again,
 * with the bytes that follow. */
static void
step_form(struct upload_digest *d, const chunkqueue *cq, size_t size, bool last)
{
	d->failed = !chunk_reader_read(cq, d->digested, piece, size);
	if (!d->failed)
		d->digested +=
		    (off_t)parts_digest_add(&d->parts, piece, size, last);
}

void
upload_digest_take(struct upload_digest *d, const chunkqueue *cq, off_t size)
{
	if (!d->is_form)
		add_memory(d, cq, 0, (size_t)size);
}

bool
upload_digest_step(struct upload_digest *d, request_st *r)
{
	const chunkqueue *cq = &r->reqbody_queue;
	bool whole = r->state != CON_STATE_READ_POST;
	off_t remaining = cq->bytes_in - d->digested;
	size_t size = remaining < STEP_BYTES ? (size_t)remaining : STEP_BYTES;
	bool last = (off_t)size == remaining;

	if (d->failed || remaining <= 0)
		return whole;
	if (d->is_form)
		step_form(d, cq, size, whole && last);
	else
		step_file(d, cq, size);
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
