/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd reads from a connection into memory and writes the bytes of a large
 * body to a file at once.  This digests the bytes in between, so that they need
 * not be read again.  If the store has the answer, no file is needed at all.
 */

#include "mod_ocr.h"

#include "body_reader.h"
#include "upload_digest.h"

enum {
	/* The largest body that stays in memory: as much as lighttpd reads at
	 * once. */
	HELD_BYTES = 1 << 18,
	/* All bodies that come in pieces may hold this much memory. */
	HELD_IN_ALL = 1 << 23,
	/* A body may have this many buffers, and one more for each DENSE_BYTES
	 * of it. */
	LOOSE_CHUNKS = 16,
	DENSE_BYTES = 4096,
	/* The buffers of a waiting body may have this much to spare. */
	SPARE_BYTES = 2048,
};

/*
 * Valid while lighttpd's function that reads a body runs: the connection's own
 * function for reading, and the request whose body is read.
 */
static struct {
	int (*read)(connection *, chunkqueue *, off_t);
	plugin_data *plugin;
	struct request_ctx *ctx;
	bool may_hold;
} call;

/*
 * Decides whether the body stays in memory, though lighttpd would write it to a
 * file, and counts its share of memory.  available is how many bytes of it have
 * just come.  A body that comes in one piece stays.  The others share
 * HELD_IN_ALL bytes: whether a body gets a part of them is decided when its
 * first piece comes.
 */
static bool
keep_in_memory(const request_st *r, off_t available)
{
	plugin_data *p = call.plugin;
	uint64_t size = (uint64_t)r->reqbody_length;

	if (!call.may_hold || size > HELD_BYTES || size <= MEMORY_BYTES)
		return false;
	if (call.ctx->unspooled > 0 || available == r->reqbody_length)
		return true;
	if (r->reqbody_queue.bytes_in > 0 || p->unspooled + size > HELD_IN_ALL)
		return false;
	call.ctx->unspooled = size;
	p->unspooled += size;
	return true;
}

/*
 * Digests the bytes of the body that have come in cq, and moves them to the
 * body if it stays in memory.  Another request may follow them in cq.
 */
static void
digest_available(request_st *r, chunkqueue *cq)
{
	struct upload_digest *d = call.ctx->upload;
	chunkqueue *body = &r->reqbody_queue;
	off_t available = chunkqueue_length(cq);
	off_t missing = r->reqbody_length - body->bytes_in;

	if (available > missing)
		available = missing;
	/* If earlier bytes are still to be digested, these have to wait. */
	if (d->digested == body->bytes_in)
		upload_digest_take(d, cq, available);
	if (available > 0 && keep_in_memory(r, available))
		chunkqueue_steal(body, cq, available);
}

/*
 * Takes the place of the connection's function for reading: calls it, digests
 * the bytes that it read, and returns its result.
 */
static int
read_and_digest(connection *con, chunkqueue *cq, off_t max)
{
	int rc = call.read(con, cq, max);

	if (rc != -1)
		digest_available(&con->request, cq);
	return rc;
}

/* Whether a body in memory came in many small pieces: lighttpd gives each piece
 * that it reads a buffer of 8 KB. */
static bool
is_loose(const chunkqueue *cq)
{
	off_t chunks = 0;

	for (const chunk *c = cq->first; c != NULL; c = c->next, chunks++)
		if (c->type != MEM_CHUNK)
			return false;
	return chunks > LOOSE_CHUNKS + chunkqueue_length(cq) / DENSE_BYTES;
}

/* Takes all chunks out of the queue, as if their bytes had never come: when
 * they are appended again, lighttpd counts them again. */
static chunkqueue
take_chunks(chunkqueue *cq)
{
	chunkqueue taken = *cq;

	cq->first = cq->last = NULL;
	cq->bytes_in -= chunkqueue_length(&taken);
	return taken;
}

/* Copies the bytes of a body into as few buffers as they need. */
static void
put_together(chunkqueue *cq)
{
	chunkqueue loose = take_chunks(cq);

	for (const chunk *c = loose.first; c != NULL; c = c->next)
		chunkqueue_append_mem(cq, c->mem->ptr + c->offset,
		    buffer_clen(c->mem) - (size_t)c->offset);
	chunkqueue_reset(&loose);
}

/*
 * Whether a body is in memory and its buffers have more than SPARE_BYTES to
 * spare.
 */
static bool
is_wasteful(const chunkqueue *cq)
{
	uint64_t capacity = 0;

	for (const chunk *c = cq->first; c != NULL; c = c->next) {
		if (c->type != MEM_CHUNK)
			return false;
		capacity += c->mem->size;
	}
	return capacity > (uint64_t)chunkqueue_length(cq) + SPARE_BYTES;
}

/* Lets lighttpd read what has come of the body, and digests the bytes as they
 * pass.  If may_hold, the body may stay in memory when lighttpd would write it
 * to a file.  Returns what lighttpd's function for reading a body returns. */
static handler_t
read_more(request_st *r, plugin_data *p, struct request_ctx *ctx, bool may_hold)
{
	connection *con = r->con;
	handler_t rc;

	/* In frames of HTTP/2 and in chunks, other bytes come between those of
	 * the body: such a body is digested later. */
	if (ctx->upload == NULL || r->http_version > HTTP_VERSION_1_1 ||
	    r->reqbody_length < 0)
		return con->reqbody_read(r);
	call.read = con->network_read;
	call.plugin = p;
	call.ctx = ctx;
	call.may_hold = may_hold;
	/* Bytes that came together with the headers are in the queue already.
	 * If no others are here, lighttpd reads nothing. */
	if (con->is_readable <= 0)
		digest_available(r, &r->read_queue);
	con->network_read = read_and_digest;
	rc = con->reqbody_read(r);
	con->network_read = call.read;
	return rc;
}

handler_t
body_reader_read(
    request_st *r, plugin_data *p, struct request_ctx *ctx, bool may_hold)
{
	handler_t rc = read_more(r, p, ctx, may_hold);

	if (is_loose(&r->reqbody_queue))
		put_together(&r->reqbody_queue);
	return rc;
}

void
body_reader_pack(request_st *r)
{
	chunkqueue *cq = &r->reqbody_queue, loose;
	size_t size = (size_t)chunkqueue_length(cq);
	buffer *b;

	if (size == 0 || size > MEMORY_BYTES || !is_wasteful(cq))
		return;
	b = buffer_init();
	b->ptr = ck_malloc(size + 1);
	b->size = (uint32_t)size + 1;
	loose = take_chunks(cq);
	chunkqueue_read_data(&loose, b->ptr, (uint32_t)size, r->conf.errh);
	buffer_truncate(b, (uint32_t)size);
	chunkqueue_append_buffer(cq, b);
	buffer_free(b);
}

void
body_reader_forget(plugin_data *p, struct request_ctx *ctx)
{
	p->unspooled -= ctx->unspooled;
	ctx->unspooled = 0;
}

bool
body_reader_spool(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue, held;
	off_t size = chunkqueue_length(cq);

	body_reader_forget(p, ctx);
	if (size <= MEMORY_BYTES || cq->first->type != MEM_CHUNK)
		return true; /* it needs no file, or has one */
	held = take_chunks(cq);
	if (chunkqueue_steal_with_tempfiles(cq, &held, size, r->conf.errh) == 0)
		return true;
	chunkqueue_reset(&held);
	return false;
}

void
body_reader_drop(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue;

	chunkqueue_mark_written(cq, chunkqueue_length(cq));
	body_reader_forget(p, ctx);
}
