/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends requests: takes them out of the gate and of their flight, and has the
 * slot that becomes free given to another request.
 */

#include "mod_ocr.h"

#include "fcgi-worker/base/clock.h"
#include "request_end.h"
#include "single_flight.h"
#include "timer.h"

void
request_end_dismiss(plugin_data *p, struct gate_job *job,
    enum gate_outcome outcome, const struct problem *problem)
{
	struct request_ctx *ctx = (struct request_ctx *)job;

	gate_finish(&p->gate, job, outcome, clock_now_ms());
	single_flight_leave(p, ctx);
	ctx->dismissed = problem;
	joblist_append(ctx->r->con);
}

void
request_end_finish(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome)
{
	bool held_slot = ctx->job.state == GATE_RUNNING;

	gate_finish(&p->gate, &ctx->job, outcome, clock_now_ms());
	single_flight_leave(p, ctx);
	if (held_slot)
		timer_grant(p, ctx->r);
}

void
request_end_release(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome)
{
	bool held_slot = ctx->job.state == GATE_RUNNING;

	if (ctx->job.state != GATE_DONE)
		gate_finish(&p->gate, &ctx->job, outcome, clock_now_ms());
	single_flight_leave(p, ctx);
	if (held_slot)
		timer_grant_soon(p);
}

void
request_end_forget_connection(connection *con)
{
	/*
	 * The connection may be in the list for a grant or a deadline that was
	 * found while one of its streams was handled, or because lighttpd
	 * itself had more to send.
	 */
	const connection *end = (connection *)(uintptr_t)&log_con_jqueue;
	connection **c = &log_con_jqueue;

	if (con->jqnext == NULL)
		return;
	while (*c != NULL && *c != end && *c != con)
		c = &(*c)->jqnext;
	if (*c != con)
		return; /* in the list that lighttpd goes through now */
	*c = con->jqnext;
	con->jqnext = NULL;
}
