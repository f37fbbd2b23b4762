/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends a refusal over HTTP/2 only after the end of the upload.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <utlist.h>

#include "client_key.h"
#include "fcgi-worker/base/clock.h"
#include "h2_body.h"
#include "ocr_config.h"
#include "timer.h"
#include "upload_drain.h"

enum {
	DRAIN_MS = 10000,
	/* A client that sends nothing for this long waits for the answer. */
	IDLE_MS = 1000,
	/* The same, for a client that had sent Expect: 100-continue. */
	EXPECT_MS = 100,
};

/* Whether all of the body has come, or more than ocr.body-limit. */
static bool
enough_has_come(const request_st *r, const struct request_ctx *ctx)
{
	return r->state != CON_STATE_READ_POST ||
	       r->reqbody_queue.bytes_in >
		   (off_t)ocr_config_body_limit(&ctx->conf);
}

/*
 * Whether the time for all of the body is over, or the client has sent nothing
 * for too long.
 */
static bool
has_waited_enough(const struct request_ctx *ctx, uint64_t now_ms)
{
	return now_ms >= ctx->drain_ms || now_ms >= ctx->drain_idle_ms;
}

/* Takes the client's Expect out of the request, so that lighttpd does not tell
 * the client to send the body.  Many clients send it all the same.  Returns
 * whether there was one. */
static bool
take_expect(request_st *r)
{
	bool expects = http_header_request_get(
			   r, HTTP_HEADER_EXPECT, STR("Expect")) != NULL;

	if (expects)
		http_header_request_unset(r, HTTP_HEADER_EXPECT, STR("Expect"));
	return expects;
}

bool
upload_drain_begin(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	char key[GATE_KEY_MAX + 1];

	if (r->http_version <= HTTP_VERSION_1_1)
		return false; /* linger.c takes care of these */
	if (ctx->drain_ms != 0 || enough_has_come(r, ctx) ||
	    r->reqbody_length > (off_t)ocr_config_body_limit(&ctx->conf))
		return false; /* there is nothing to wait for */
	client_key_write(ctx, key);
	ctx->drain_client = gate_begin_drain(&p->gate, key);
	if (ctx->drain_client == NULL)
		return false; /* the client has too many of these */
	ctx->drain_ms = clock_now_ms() + DRAIN_MS;
	ctx->drain_idle_ms =
	    clock_now_ms() + (take_expect(r) ? EXPECT_MS : IDLE_MS);
	DL_APPEND2(p->drains, ctx, drain_prev, drain_next);
	h2_body_discard(r, ctx);
	timer_start(p);
	return true;
}

handler_t
upload_drain_step(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue;
	uint64_t now_ms = clock_now_ms();
	handler_t rc = HANDLER_GO_ON;

	if (r->state == CON_STATE_READ_POST)
		rc = r->con->reqbody_read(r);
	if (!chunkqueue_is_empty(cq))
		ctx->drain_idle_ms = now_ms + IDLE_MS;
	/* The body is read only so that its client gets to the answer. */
	h2_body_discard(r, ctx);
	if (rc == HANDLER_ERROR)
		return rc;
	if (!enough_has_come(r, ctx) && !has_waited_enough(ctx, now_ms))
		return HANDLER_WAIT_FOR_EVENT;
	upload_drain_end(p, ctx);
	r->resp_body_started = 1;
	r->resp_body_finished = 1;
	return HANDLER_FINISHED;
}

void
upload_drain_end(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->drain_ms == 0)
		return;
	DL_DELETE2(p->drains, ctx, drain_prev, drain_next);
	gate_end_drain(&p->gate, ctx->drain_client);
	ctx->drain_ms = 0;
}

void
upload_drain_wake(plugin_data *p, uint64_t now_ms)
{
	struct request_ctx *ctx;

	DL_FOREACH2 (p->drains, ctx, drain_next)
		if (has_waited_enough(ctx, now_ms))
			joblist_append(ctx->r->con);
}
