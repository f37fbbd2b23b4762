/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd puts what comes over HTTP/2 into the request's queue before it calls
 * a module.  As soon as the queue has more than may stay in memory, lighttpd
 * writes it to a file.  When it cannot write, it resets the stream.  So between
 * two steps of a request this empties the queue and makes its length look
 * negative, and the step itself writes the file, so that a failure can be
 * answered.
 */

#include "mod_ocr.h"

#include "h2_body.h"

/*
 * By how much the queue's length is made to look smaller than it is.  Between
 * two steps, lighttpd makes a file only after this many more bytes have come.
 * The windows of a connection allow a client 256 kilobytes; 112 were seen.
 */
enum { HIDDEN_LENGTH = 1 << 20 };

/* Empties the queue and makes its length look negative, so that lighttpd writes
 * no file.  The queue goes on counting from bytes, the bytes of the body that
 * have come so far. */
static void
empty_queue(chunkqueue *cq, off_t bytes)
{
	chunkqueue_reset(cq);
	cq->bytes_in = bytes;
	cq->bytes_out = bytes + HIDDEN_LENGTH;
}

bool
h2_body_take(request_st *r, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue, newer = *cq;
	off_t received = cq->bytes_in;

	if (chunkqueue_is_empty(&ctx->held))
		return true;
	/* The queue has what came after the last step, but counts all bytes of
	 * the body.  The held ones go back in front of these. */
	newer.bytes_in = received - chunkqueue_length(&ctx->held);
	newer.bytes_out = 0;
	cq->first = cq->last = NULL;
	cq->bytes_in = cq->bytes_out = 0;
	chunkqueue_append_chunkqueue(cq, &ctx->held);
	if (cq->last->type == MEM_CHUNK && received <= MEMORY_BYTES)
		chunkqueue_append_chunkqueue(cq, &newer);
	else if (newer.bytes_in > 0 &&
		 chunkqueue_steal_with_tempfiles(
		     cq, &newer, newer.bytes_in, r->conf.errh) != 0) {
		chunkqueue_reset(&newer);
		empty_queue(cq, received);
		return false;
	}
	return true;
}

void
h2_body_keep(request_st *r, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue;

	if (r->http_version <= HTTP_VERSION_1_1 ||
	    r->state != CON_STATE_READ_POST || chunkqueue_is_empty(cq))
		return;
	chunkqueue_append_chunkqueue(&ctx->held, cq);
	/* With a length below zero, lighttpd writes no file. */
	cq->bytes_out += HIDDEN_LENGTH;
}

void
h2_body_discard(request_st *r, struct request_ctx *ctx)
{
	chunkqueue_reset(&ctx->held);
	empty_queue(&r->reqbody_queue, r->reqbody_queue.bytes_in);
}
