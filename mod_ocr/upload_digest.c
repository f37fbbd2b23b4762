/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads a body where lighttpd keeps it, in memory or in its file, and digests
 * it without changing it.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <string.h>

#include "chunk_reader.h"
#include "fcgi-worker/base/clock.h"
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
	/* Pieces that SHA-256 digests are timed from this size on: to read the
	 * clock takes as long as a kilobyte of them. */
	TIMED_BYTES = 65536,
};

static unsigned char piece[STEP_BYTES];

/* Whether the memo is asked for the digest of a body that has this size, which
 * is negative while nobody knows it. */
static bool
is_remembered(off_t size)
{
	return size >= DIGEST_MEMO_MIN && size <= DIGEST_MEMO_MAX;
}

struct upload_digest *
upload_digest_create(request_st *r, bool reads_forms, struct digest_memo *memo)
{
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	const buffer *encoding = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_ENCODING, STR("Content-Encoding"));
	bool remembered = memo != NULL && is_remembered(r->reqbody_length);
	struct upload_digest *d =
	    ck_malloc(sizeof(*d) + (remembered ? sizeof(*d->tagged) : 0));

	*d = (struct upload_digest){.digested = 0};
	if (reads_forms && type != NULL && encoding == NULL &&
	    parts_digest_begin(&d->parts, type->ptr)) {
		d->kind = UPLOAD_DIGEST_FORM;
	} else if (remembered) {
		d->kind = UPLOAD_DIGEST_TAG;
		d->memo = memo;
		digest_memo_begin(memo, d->tagged);
	} else {
		d->kind = UPLOAD_DIGEST_FILE;
		sha256_init(&d->file);
	}
	return d;
}

/* Digests bytes of a body that is no form. */
static void
add_bytes(struct upload_digest *d, const unsigned char *data, size_t size)
{
	if (d->kind == UPLOAD_DIGEST_TAG)
		umac128_update(d->tagged, size, data);
	else
		sha256_update(&d->file, size, data);
	d->digested += (off_t)size;
}

/* Digests size bytes of a queue from offset on, up to the first that is not in
 * memory.  Returns how many were digested. */
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
		add_bytes(d, data, n);
	}
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
		add_bytes(d, piece, n);
	}
}

/*
 * Digests the next bytes of a form.  Those that the form does not take are
 * given to it again, with the bytes that follow.
 */
static void
step_form(struct upload_digest *d, const chunkqueue *cq, size_t size, bool last)
{
	d->failed = !chunk_reader_read(cq, d->digested, piece, size);
	if (!d->failed)
		d->digested +=
		    (off_t)parts_digest_add(&d->parts, piece, size, last);
}

/* Returns the processor time of lighttpd in microseconds, or 0 for a piece that
 * is not timed. */
static uint64_t
read_clock(const struct upload_digest *d, off_t size)
{
	return size >= TIMED_BYTES && d->kind != UPLOAD_DIGEST_TAG
		   ? clock_cpu_us()
		   : 0;
}

/* Notes the time of a piece that began at begin_us. */
static void
note_time(struct upload_digest *d, off_t size, uint64_t begin_us)
{
	uint64_t us = read_clock(d, size) - begin_us;

	if (us > d->longest_us)
		d->longest_us = us;
}

void
upload_digest_take(struct upload_digest *d, const chunkqueue *cq, off_t size)
{
	uint64_t begin_us = read_clock(d, size);

	if (d->kind != UPLOAD_DIGEST_FORM)
		add_memory(d, cq, 0, (size_t)size);
	note_time(d, size, begin_us);
}

bool
upload_digest_step(struct upload_digest *d, request_st *r)
{
	const chunkqueue *cq = &r->reqbody_queue;
	bool whole = r->state != CON_STATE_READ_POST;
	off_t remaining = cq->bytes_in - d->digested;
	size_t size = remaining < STEP_BYTES ? (size_t)remaining : STEP_BYTES;
	bool last = (off_t)size == remaining;
	uint64_t begin_us;

	if (d->failed || remaining <= 0)
		return whole; /* nothing more can be digested now */
	begin_us = read_clock(d, (off_t)size);
	if (d->kind == UPLOAD_DIGEST_FORM)
		step_form(d, cq, size, whole && last);
	else
		step_file(d, cq, size);
	note_time(d, (off_t)size, begin_us);
	return whole && (last || d->failed);
}

bool
upload_digest_recall(struct upload_digest *d, const char *partition)
{
	if (d->kind != UPLOAD_DIGEST_TAG || d->failed)
		return true;
	d->tag = digest_memo_end(d->tagged, (uint64_t)d->digested, partition);
	if (digest_memo_find(d->memo, &d->tag, d->known)) {
		d->kind = UPLOAD_DIGEST_KNOWN;
		return true;
	}
	d->kind = UPLOAD_DIGEST_FILE;
	d->digested = 0;
	sha256_init(&d->file);
	return false;
}

bool
upload_digest_end(
    struct upload_digest *d, unsigned char out[static SHA256_DIGEST_SIZE])
{
	if (d->failed)
		return false;
	if (d->kind == UPLOAD_DIGEST_FORM)
		return parts_digest_end(&d->parts, out);
	if (d->kind == UPLOAD_DIGEST_KNOWN) {
		memcpy(out, d->known, SHA256_DIGEST_SIZE);
		return true;
	}
	sha256_digest(&d->file, SHA256_DIGEST_SIZE, out);
	if (d->memo != NULL)
		digest_memo_learn(d->memo, &d->tag, out);
	return true;
}
