/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd reads from a connection into memory, and at once writes what is of a
 * large body to a file.  In between, this digests it: it need not be read
 * again, and where the store has the answer no file is needed at all.
 */

#include "mod_ocr.h"

#include "body_reader.h"

enum {
	/* The most that lighttpd reads at once. */
	HELD_BYTES = 1 << 18,
	/* So many buffers a body may have beside one for each of so many bytes.
	 */
	LOOSE_CHUNKS = 16,
	DENSE_BYTES = 4096,
};

/* For as long as lighttpd's function that reads a body runs: the connection's
 * own function that reads, and what the bytes are for. */
static struct {
	int (*read)(connection *, chunkqueue *, off_t);
	struct upload_digest *digest;
	bool holds;
} call;

/* Digests the bytes of the body that are here; behind them there may be another
 * request. */
static void
take(request_st *r, chunkqueue *cq)
{
	chunkqueue *body = &r->reqbody_queue;
	off_t left = r->reqbody_length - body->bytes_in;
	off_t here = chunkqueue_length(cq);

	if (call.digest->at != body->bytes_in)
		return;
	upload_digest_take(call.digest, cq, here < left ? here : left);
	if (call.holds && here == left && body->bytes_in == 0 &&
	    here <= HELD_BYTES)
		chunkqueue_steal(body, cq, here);
}

static int
read_and_digest(connection *con, chunkqueue *cq, off_t max)
{
	int rc = call.read(con, cq, max);

	if (rc != -1)
		take(&con->request, cq);
	return rc;
}

/* Whether a body in memory has a buffer of 8 KB for each of many small pieces,
 * which lighttpd gives to whatever it reads at once. */
static bool
is_loose(const chunkqueue *cq)
{
	off_t chunks = 0;

	for (const chunk *c = cq->first; c != NULL; c = c->next, chunks++)
		if (c->type != MEM_CHUNK)
			return false;
	return chunks > LOOSE_CHUNKS + chunkqueue_length(cq) / DENSE_BYTES;
}

static void
put_together(chunkqueue *cq)
{
	chunkqueue loose = *cq;

	cq->first = cq->last = NULL;
	cq->bytes_in -= chunkqueue_length(&loose);
	for (const chunk *c = loose.first; c != NULL; c = c->next)
		chunkqueue_append_mem(cq, c->mem->ptr + c->offset,
		    buffer_clen(c->mem) - (size_t)c->offset);
	chunkqueue_reset(&loose);
}

/* Has lighttpd read what has come. */
static handler_t
read_more(request_st *r, struct upload_digest *d, bool holds)
{
	connection *con = r->con;
	handler_t rc;

	/* Over HTTP/2 bodies come otherwise, and in chunks their bytes are not
	 * side by side. */
	if (d == NULL || r->http_version > HTTP_VERSION_1_1 ||
	    r->reqbody_length < 0)
		return con->reqbody_read(r);
	call.read = con->network_read;
	call.digest = d;
	call.holds = holds;
	/* Nothing is read when all that was here came with the headers. */
	if (con->is_readable <= 0)
		take(r, &r->read_queue);
	con->network_read = read_and_digest;
	rc = con->reqbody_read(r);
	con->network_read = call.read;
	return rc;
}

handler_t
body_reader_read(request_st *r, struct upload_digest *d, bool holds)
{
	handler_t rc = read_more(r, d, holds);

	if (is_loose(&r->reqbody_queue))
		put_together(&r->reqbody_queue);
	return rc;
}

bool
body_reader_spool(request_st *r)
{
	chunkqueue *cq = &r->reqbody_queue, held = *cq;
	off_t size = chunkqueue_length(cq);

	if (size <= MEMORY_BYTES || cq->first->type != MEM_CHUNK)
		return true;
	cq->first = cq->last = NULL;
	cq->bytes_in -= size;
	if (chunkqueue_steal_with_tempfiles(cq, &held, size, r->conf.errh) == 0)
		return true;
	chunkqueue_reset(&held);
	return false;
}
