/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All that touches mod_fastcgi, which gets each request that has got a slot.
 * replay.c decides what becomes of a request whose worker has failed.
 */

#include "mod_ocr.h"
#include "gw_backend.h"
#include "http_header.h"
#include "response.h"

#include "backend.h"
#include "decimal.h"
#include "fcgi-worker/base/clock.h"
#include "kept_body.h"
#include "refusal_log.h"
#include "replay.h"
#include "reply.h"
#include "request_end.h"
#include "single_flight.h"
#include "store_answer.h"
#include "timer.h"
#include "worker_headers.h"
#include "worker_stream.h"

handler_t
backend_leave(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	const struct problem *problem = ctx->dismissed;
	handler_ref h = p->fastcgi;

	ctx->dismissed = NULL;
	if (r->plugin_ctx[handler_id(h)] != NULL)
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
	if (r->state > CON_STATE_HANDLE_REQUEST)
		return HANDLER_ERROR; /* its answer has begun */
	if (problem == NULL)
		return HANDLER_FINISHED;
	http_response_reset(r);
	gate_drop_answer(&p->gate, &ctx->answer);
	return reply_problem(r, p, problem);
}

void
backend_expect_answer(
    request_st *r, const plugin_data *p, struct request_ctx *ctx)
{
	ctx->answer_begin = r->write_queue.bytes_in;
	/* A slow reader must not hold the worker. */
	r->conf.stream_response_body &= (unsigned short)~(
	    FDEVENT_STREAM_RESPONSE | FDEVENT_STREAM_RESPONSE_BUFMIN);
	/* An answer that is too large for memory goes to the spool. */
	r->write_queue.tempdir_idx = p->spool_index;
	/*
	 * The answer goes to one file, which stays open: others may get it,
	 * too, or the store may keep it.
	 */
	if (ctx->flight != NULL || ctx->keeps)
		r->write_queue.upload_temp_file_size = INT64_MAX;
	ctx->handed_over = true;
}

/* Adds a number to what the worker is told of the request. */
static void
set_number(request_st *r, const char *name, uint32_t name_len, uint64_t number)
{
	char digits[DECIMAL_MAX];
	size_t len = decimal_write(digits, number);

	http_header_env_set(r, name, name_len, digits, (uint32_t)len);
}

bool
backend_start(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	const struct gate_job *job = &ctx->job;
	uint64_t now_ms = clock_now_ms();
	handler_ref h = p->fastcgi;

	http_header_env_set(r, STR("OCR_REQUEST_ID"), ctx->id, ctx->id_length);
	/* A parameter costs more than all else here. */
	if (job->running_ms > job->queued_ms)
		set_number(
		    r, STR("OCR_QUEUE_MS"), job->running_ms - job->queued_ms);
	set_number(r, STR("OCR_DEADLINE_MS"),
	    job->deadline_ms > now_ms ? job->deadline_ms - now_ms : 0);
	/*
	 * A pool whose scoreboard can be read is on this machine and has the
	 * same clock, so it can be told the time of the deadline.  Then the
	 * wait for a worker to accept the request counts, too.
	 */
	if (p->scoreboard != NULL)
		set_number(r, STR("OCR_DEADLINE_AT_MS"), job->deadline_ms);
	kept_body_keep(r, ctx);
	single_flight_start(ctx);
	store_answer_expect(p, ctx);
	backend_expect_answer(r, p, ctx);
	ctx->sent = false;
	/* mod_fastcgi claims only what no module has claimed. */
	r->handler_module = NULL;
	handler_plugin(h)->handle_uri_clean(r, handler_data(h));
	if (r->handler_module == h || r->http_status != 0) {
		r->handler_module = handler_self(p);
		return true;
	}
	log_error(r->conf.errh, __FILE__, __LINE__,
	    "no fastcgi.server with \"check-local\" => \"disable\" covers %s, "
	    "although ocr.gate is enabled for it",
	    r->uri.path.ptr);
	return false;
}

/* If the answer has a line for each page, has lighttpd send each line as soon
 * as it comes. */
static void
stream_if_wanted(request_st *r, plugin_data *p)
{
	const buffer *type;

	if (!r->resp_body_started || r->state > CON_STATE_HANDLE_REQUEST)
		return;
	type = http_header_response_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));
	if (type != NULL &&
	    buffer_eq_icase_slen(type, STR("application/x-ndjson"))) {
		r->conf.stream_response_body |= FDEVENT_STREAM_RESPONSE;
		single_flight_stream(p, r->plugin_ctx[p->id]);
	}
}

/*
 * Counts the bytes of the answer that lighttpd keeps, and reserves room for
 * them.  Returns 0 if the answer may go on.  Returns -1 if it must be cut off,
 * and sets *why: to reply_no_room if there is no room in the spool or the
 * answer could not be written to a file (unkept); to reply_answer_too_large if
 * it is larger than ocr.answer-limit, as a worker that an attacker controls
 * could write without end.
 */
static int
count_answer(const request_st *r, plugin_data *p, struct request_ctx *ctx,
    struct problem *why)
{
	const chunkqueue *cq = &r->write_queue;
	off_t limit = (off_t)ctx->conf.answer_limit_kb << 10;

	if (!r->resp_body_started)
		return 0;
	if (!ctx->unkept &&
	    (ctx->too_large || cq->bytes_in - ctx->answer_begin > limit)) {
		*why = reply_answer_too_large;
		why->limit_bytes = (uint64_t)limit;
		return -1;
	}
	if (!ctx->unkept && gate_keep_answer(&p->gate, &ctx->answer,
				(uint64_t)chunkqueue_length(cq)))
		return 0;
	*why = reply_no_room;
	return -1;
}

/*
 * Ends the job as failed and closes the worker's connection.  If nothing of the
 * answer has been sent, answers with the problem and returns the result of
 * reply_problem().  Otherwise logs the problem and returns HANDLER_ERROR: the
 * client sees the answer break off.
 */
static handler_t
cut_answer(request_st *r, plugin_data *p, struct request_ctx *ctx,
    const struct problem *problem)
{
	handler_ref h = p->fastcgi;

	request_end_finish(p, ctx, GATE_FAILED);
	if (r->plugin_ctx[handler_id(h)] != NULL)
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
	if (r->state > CON_STATE_HANDLE_REQUEST) {
		refusal_log_write(r, p, problem);
		return HANDLER_ERROR;
	}
	http_response_reset(r);
	gate_drop_answer(&p->gate, &ctx->answer);
	return reply_problem(r, p, problem);
}

/*
 * Calls mod_fastcgi's handler, and makes mod_fastcgi the owner of the request
 * for that time.  If the connection to the worker ends without an answer,
 * mod_fastcgi gives up the request: sets *answered to whether mod_fastcgi still
 * owned it.  Returns the result of the handler.
 */
static handler_t
call_fastcgi(request_st *r, plugin_data *p, bool *answered)
{
	handler_ref h = p->fastcgi;
	handler_t rc;

	r->handler_module = h;
	rc = handler_plugin(h)->handle_subrequest(r, handler_data(h));
	*answered = r->handler_module == h;
	if (*answered)
		r->handler_module = handler_self(p);
	return rc;
}

/* Drops the worker's answer, so that the request waits for another worker. */
static handler_t
read_anew(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	http_response_reset(r);
	gate_drop_answer(&p->gate, &ctx->answer);
	ctx->handed_over = false;
	r->handler_module = handler_self(p);
	gate_run_again(&p->gate, &ctx->job, clock_now_ms());
	timer_grant_soon(p);
	return HANDLER_WAIT_FOR_EVENT;
}

handler_t
backend_step(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	handler_ref h = p->fastcgi;
	handler_t rc;
	struct problem why;
	bool answered;

	/*
	 * mod_fastcgi's timeouts may have freed its state since the last call.
	 */
	if (r->plugin_ctx[handler_id(h)] == NULL)
		return replay_or_give_up(r, p, ctx);
	worker_headers_no_files(r, h);
	worker_stream_watch(r, p);
	rc = call_fastcgi(r, p, &answered);
	if (count_answer(r, p, ctx, &why) == -1)
		return cut_answer(r, p, ctx, &why);
	if (rc == HANDLER_WAIT_FOR_EVENT || rc == HANDLER_COMEBACK) {
		stream_if_wanted(r, p);
		return rc;
	}
	/*
	 * mod_fastcgi has finished but still has the request: it never got a
	 * connection.
	 */
	if (r->plugin_ctx[handler_id(h)] != NULL) {
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
		answered = false;
	}
	/* A worker that sent less than it announced counts as one that died. */
	if (!answered || rc == HANDLER_ERROR ||
	    (r->resp_body_scratchpad > 0 && r->http_method != HTTP_METHOD_HEAD))
		return replay_or_give_up(r, p, ctx);
	if (r->state <= CON_STATE_HANDLE_REQUEST &&
	    single_flight_needs_own_answer(r, ctx))
		return read_anew(r, p, ctx);
	store_answer_keep(r, p, ctx, single_flight_told_id(ctx));
	single_flight_answer(r, p, ctx);
	/* A worker answers its deadline itself. */
	request_end_finish(
	    p, ctx, r->http_status == 504 ? GATE_EXPIRED : GATE_ANSWERED);
	return rc;
}
