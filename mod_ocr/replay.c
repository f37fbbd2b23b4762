/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a request whose worker has failed goes to another worker.  Its body
 * was kept for that by kept_body.c.
 */

#include "mod_ocr.h"
#include "response.h"

#include "fcgi-worker/base/clock.h"
#include "kept_body.h"
#include "pool_watch.h"
#include "replay.h"
#include "reply.h"
#include "request_end.h"

enum {
	/*
	 * How long to wait before a request whose worker died goes to another.
	 * The death may be the first sign that the whole pool is being stopped;
	 * after this time the pool must be gone in that case.
	 */
	REPLAY_MS = 100,
};

handler_t
replay_or_give_up(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	uint64_t now_ms = clock_now_ms();

	if (r->state > CON_STATE_HANDLE_REQUEST) {
		request_end_finish(p, ctx, GATE_FAILED);
		return HANDLER_ERROR; /* its answer has begun */
	}
	http_response_reset(r);
	gate_drop_answer(&p->gate, &ctx->answer);
	ctx->handed_over = false;
	if (now_ms >= ctx->job.deadline_ms) {
		request_end_finish(p, ctx, GATE_EXPIRED);
		return reply_problem(r, p,
		    ctx->sent ? &reply_expired_running : &reply_no_worker);
	}
	if (ctx->sent && ctx->job.replayed) {
		request_end_finish(p, ctx, GATE_FAILED);
		return reply_problem(r, p, &reply_worker_failed);
	}
	r->handler_module = handler_self(p);
	if (ctx->sent) {
		kept_body_restore(r, ctx);
		ctx->job.replayed = true;
		ctx->replay_ms = now_ms + REPLAY_MS;
		p->gate.totals.replays++;
	} else {
		pool_watch_note_unreachable(p, now_ms);
		gate_requeue(&p->gate, &ctx->job);
	}
	return HANDLER_WAIT_FOR_EVENT;
}
