/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The states of a request that was admitted, and the step that each takes.
 *
 *   state     is left for
 *   READING   DONE     when it is refused, or the store has its answer
 *             SHARING  when a request with the same bytes is there already
 *             QUEUED   else
 *   SHARING   SHARED   when the other one is answered
 *             QUEUED   when the other one left
 *             DONE     at its deadline
 *   QUEUED    RUNNING  when it gets a slot
 *             DONE     at its deadline
 *   RUNNING   QUEUED   when no worker could be reached
 *             RUNNING  once more when its worker died
 *             DONE     with the worker's answer or a problem
 *
 *   state     is the end
 *   SHARED    with the answer to the other one
 *   FOUND     with what the store has under the name that was asked for
 *   DONE      with what it was dismissed with, or its answer
 *   REFUSED   it is refused already, and the rest of its body is read
 *
 * A client that leaves, which lighttpd sees by itself or finds here, ends the
 * request in any state.  The timer moves requests on, too: it grants slots, and
 * dismisses those whose deadline has passed.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <string.h>

#include "backend.h"
#include "body_reader.h"
#include "client_watch.h"
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/input/sniff.h"
#include "h2_body.h"
#include "ocr_config.h"
#include "reply.h"
#include "request_ctx.h"
#include "request_end.h"
#include "request_key.h"
#include "request_state.h"
#include "single_flight.h"
#include "spool_watch.h"
#include "store_answer.h"
#include "timer.h"
#include "upload_drain.h"

enum {
	/* Enough of a body to tell its type, or that it may be a PDF. */
	SNIFF_BYTES = 1028, /* a PDF's head may begin at the last of 1024 */
};

/*
 * Whether a worker may accept the type of the body, so that a wrong one is
 * refused before the wait.  A multipart or encoded body does not show its type,
 * and JSON is for callers of Mistral alone.
 */
static bool
is_supported(request_st *r, const struct request_ctx *ctx)
{
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	char bytes[SNIFF_BYTES], *data = bytes;
	uint32_t size = sizeof(bytes);
	struct bytes b;

	if (ctx->route->id == ROUTE_OCR && type != NULL &&
	    strncasecmp(type->ptr, STR("application/json")) == 0)
		return callers_has(ctx->conf.callers, CALLER_MISTRAL);
	if (ctx->route->id != ROUTE_OCR || r->reqbody_queue.bytes_in == 0 ||
	    http_header_request_get(r, HTTP_HEADER_CONTENT_ENCODING,
		STR("Content-Encoding")) != NULL ||
	    (type != NULL && strncasecmp(type->ptr, STR("multipart/")) == 0))
		return true;
	if (peek_data(&r->reqbody_queue, &data, &size, r->conf.errh) < 0)
		return true;
	b = (struct bytes){(const unsigned char *)data, size};
	return sniff_type(&b) != SNIFF_UNKNOWN ||
	       (r->reqbody_queue.bytes_in > (off_t)size &&
		   sniff_may_be_pdf(&b));
}

/*
 * Reserves room for what has arrived of the body.  rc is what lighttpd returned
 * when it read the body; with a status of 500, it could not write to the body's
 * file.  Returns GATE_ADMIT, or why the request must be refused.
 */
static enum gate_verdict
reserve_room(
    request_st *r, plugin_data *p, struct request_ctx *ctx, handler_t rc)
{
	if (rc == HANDLER_FINISHED && r->http_status == 500)
		return GATE_SPOOL_FULL;
	if (r->reqbody_length != 0)
		spool_watch_check(p, clock_now_ms());
	return gate_reserve(
	    &p->gate, &ctx->job, (uint64_t)r->reqbody_queue.bytes_in);
}

/*
 * Refuses a request that was admitted, as there is no room for its body now.
 * Returns what reply_refuse() does.
 */
static handler_t
refuse_body(request_st *r, plugin_data *p, enum gate_verdict verdict)
{
	p->gate.totals.verdict[verdict]++;
	return reply_refuse(r, p, &reply_refusals[verdict]);
}

/* Whether the store is asked for the answer when the body is here: then the
 * body may never need a file. */
static bool
asks_store(const plugin_data *p, const struct request_ctx *ctx)
{
	return p->store != NULL && ctx->upload != NULL && !ctx->renews;
}

/*
 * Reads what has come of the body, and reserves room for it in the gate.
 * Returns HANDLER_GO_ON when the body is whole and digested,
 * HANDLER_WAIT_FOR_EVENT while more is to come, or another value if the request
 * is answered or broken.
 */
static handler_t
read_more(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue;
	handler_t rc = HANDLER_GO_ON;
	enum gate_verdict verdict;

	if (r->state == CON_STATE_READ_POST)
		rc = body_reader_read(r, p, ctx, asks_store(p, ctx));
	if (cq->bytes_in > (off_t)ocr_config_body_limit(&ctx->conf))
		return reply_too_large(r, p);
	verdict = reserve_room(r, p, ctx, rc);
	if (verdict != GATE_ADMIT)
		return refuse_body(r, p, verdict);
	if (!request_key_digest(r, p, ctx))
		return HANDLER_WAIT_FOR_EVENT; /* not all is digested yet */
	/* lighttpd would stream a body; the gate takes it when it is whole. */
	if (rc == HANDLER_GO_ON && r->state == CON_STATE_READ_POST)
		return HANDLER_WAIT_FOR_EVENT;
	return rc;
}

/*
 * Queues a request whose body is whole, unless it is refused or the store has
 * its answer.  It is queued even if it is late: the queue checks the deadline
 * before it starts the request.  Returns HANDLER_GO_ON once the request waits
 * in the queue or for the answer to another one, HANDLER_WAIT_FOR_EVENT while
 * the store is being read, or another value if the request is answered.
 */
static handler_t
enqueue_or_answer(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	handler_t rc;

	if (!is_supported(r, ctx))
		return reply_unsupported_type(r, p);
	request_key_make(p, ctx);
	rc = store_answer_find(r, p, ctx);
	if (rc == HANDLER_FINISHED)
		return rc; /* the store had the answer */
	if (!body_reader_spool(r, p, ctx))
		return refuse_body(r, p, GATE_SPOOL_FULL);
	if (rc != HANDLER_GO_ON)
		return rc; /* the store is still reading the answer */
	if (single_flight_join(p, ctx))
		body_reader_pack(r); /* it waits for the answer to another */
	else
		gate_enqueue(&p->gate, &ctx->job, clock_now_ms());
	client_watch_begin(r);
	return HANDLER_GO_ON;
}

/*
 * The step of READING: reads what has come of the body and, when that is all of
 * it, queues the request or answers it.  Between two steps, a body over HTTP/2
 * is not in lighttpd's queue, so that lighttpd does not write it to a file:
 * h2_body_keep() takes it out, and h2_body_take() puts it back.
 */
static handler_t
read_body(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	handler_t rc;

	if (!h2_body_take(r, ctx))
		return refuse_body(r, p, GATE_SPOOL_FULL);
	rc = read_more(r, p, ctx);
	if (rc == HANDLER_GO_ON)
		rc = enqueue_or_answer(r, p, ctx);
	/* The body is not needed any more, and the gate counts its room as
	 * free already.  The client may take long to read the answer. */
	if (rc == HANDLER_FINISHED)
		body_reader_drop(r, p, ctx);
	/* The body of a request that was refused is thrown away, not kept. */
	if (rc == HANDLER_WAIT_FOR_EVENT && ctx->drain_ms == 0)
		h2_body_keep(r, ctx);
	return rc;
}

/* Returns the state of a request, which follows from its fields. */
static enum request_state
state_of(const struct request_ctx *ctx)
{
	if (ctx->drain_ms != 0)
		return REQUEST_REFUSED;
	if (ctx->shared != NULL)
		return REQUEST_SHARED;
	if (ctx->reader != NULL && ctx->route->id == ROUTE_RESULT)
		return REQUEST_FOUND;
	switch (ctx->job.state) {
	case GATE_READING:
		return REQUEST_READING;
	case GATE_SHARING:
		return REQUEST_SHARING;
	case GATE_QUEUED:
		return REQUEST_QUEUED;
	case GATE_RUNNING:
		return REQUEST_RUNNING;
	default:
		return REQUEST_DONE;
	}
}

/* The step of SHARING: waits. single_flight.c comes back to the request when
 * the other one is answered or left. */
static handler_t
wait_for_shared(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	(void)r;
	(void)p;
	(void)ctx;
	return HANDLER_WAIT_FOR_EVENT;
}

/* The step of QUEUED: the request has a slot at once if one is free and its
 * turn has come.  Returns HANDLER_GO_ON then, else HANDLER_WAIT_FOR_EVENT. */
static handler_t
wait_for_slot(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	timer_grant(p, r);
	if (ctx->job.state != GATE_QUEUED)
		return HANDLER_GO_ON;
	body_reader_pack(r);
	return HANDLER_WAIT_FOR_EVENT;
}

/*
 * The step of RUNNING: hands the request to mod_fastcgi or goes on with it
 * there.  A second try begins only after a pause.  Returns HANDLER_GO_ON if the
 * request is in the queue again, else what lighttpd is to be told.
 */
static handler_t
run_in_slot(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	handler_t rc;

	if (ctx->replay_ms != 0 && ctx->replay_ms > clock_now_ms())
		return HANDLER_WAIT_FOR_EVENT; /* until its second try */
	ctx->replay_ms = 0;
	if (!ctx->handed_over && !backend_start(r, p, ctx)) {
		request_end_finish(p, ctx, GATE_FAILED);
		return reply_problem(r, p, &reply_no_backend);
	}
	rc = backend_step(r, p, ctx);
	if (ctx->job.state == GATE_QUEUED)
		return HANDLER_GO_ON;
	/* To lighttpd the two mean the same, but HANDLER_GO_ON would have the
	 * caller take another step. */
	return rc == HANDLER_GO_ON ? HANDLER_FINISHED : rc;
}

/*
 * The step of each state.  It returns HANDLER_GO_ON if it has moved the request
 * to another state whose step is to be taken at once, else what lighttpd is to
 * do.
 */
static const struct {
	handler_t (*step)(
	    request_st *r, plugin_data *p, struct request_ctx *ctx);
	bool needs_client; /* not taken once the client half-closed */
} steps[] = {
    [REQUEST_READING] = {read_body, true},
    [REQUEST_SHARING] = {wait_for_shared, true},
    [REQUEST_QUEUED] = {wait_for_slot, true},
    [REQUEST_RUNNING] = {run_in_slot, true},
    [REQUEST_SHARED] = {single_flight_reply, false},
    [REQUEST_FOUND] = {store_answer_step, false},
    [REQUEST_DONE] = {backend_leave, false},
    [REQUEST_REFUSED] = {upload_drain_step, false},
};

handler_t
request_state_step(request_st *r, plugin_data *p)
{
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	handler_t rc;

	if (ctx == NULL)
		return HANDLER_FINISHED;
	if (steps[state_of(ctx)].needs_client && client_watch_left(r, ctx))
		return HANDLER_ERROR;
	do
		rc = steps[state_of(ctx)].step(r, p, ctx);
	while (rc == HANDLER_GO_ON);
	return rc;
}
