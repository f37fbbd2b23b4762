/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The answers that need no worker: /readyz, /status, /metrics and other routes
 * of the gate's own, and OPTIONS.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <stdio.h>
#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "local_reply.h"
#include "pool_watch.h"
#include "reply.h"
#include "request_status.h"
#include "request_table.h"
#include "spool_watch.h"
#include "store.h"
#include "store_answer.h"

/*
 * Returns why no page can be read now, as a part of a sentence, or NULL.
 */
static const char *
find_fault(plugin_data *p)
{
	if (!spool_watch_check(p, clock_now_ms()))
		return p->spool.fault;
	return pool_watch_fault(p);
}

/* Answers GET /readyz with 503. fault says why, as a part of a sentence. */
static handler_t
answer_not_ready(request_st *r, plugin_data *p, const char *fault)
{
	char detail[320];
	const struct problem problem = {.status = 503, .detail = detail};

	snprintf(detail, sizeof(detail),
	    "This server can take no page now: %s. Its error log says more.",
	    fault);
	return reply_problem(r, p, &problem);
}

/*
 * Answers GET /requests/ID: tells how far the request with this id is, or 404.
 */
static handler_t
send_request_status(request_st *r, plugin_data *p)
{
	static const struct problem unknown = {
	    .status = 404,
	    .detail = "No request with this id waits or runs here. It has been "
		      "answered, or never came; ids of less than 20 characters "
		      "are not looked up.",
	};
	const char *id = strrchr(r->uri.path.ptr, '/') + 1;
	struct request_ctx *found = request_table_find(p, id);

	if (found == NULL)
		return reply_problem(r, p, &unknown);
	return reply_send(r, p, 200, "application/json",
	    request_status_json(p, found, clock_now_ms()));
}

/* Answers OPTIONS with the methods that the path takes. */
static handler_t
answer_options(request_st *r, plugin_data *p, const struct route *route)
{
	reply_set_allow(r, route);
	return reply_no_content(r, p);
}

handler_t
local_reply(request_st *r, plugin_data *p, const struct route *route)
{
	static const char text[] = "text/plain; charset=utf-8";
	static const char prometheus[] =
	    "text/plain; version=0.0.4; charset=utf-8";
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	const char *fault = find_fault(p);

	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	p->metrics.pool = p->scoreboard;
	p->metrics.store = store_figures(p->store);
	p->metrics.ready = fault == NULL;
	if (r->http_method == HTTP_METHOD_OPTIONS)
		return answer_options(r, p, route);
	switch (route->id) {
	case ROUTE_RESULT:
		return store_answer_by_digest(r, p, ctx);
	case ROUTE_HEARTBEAT:
		return reply_send(r, p, 200, "application/json",
		    strdup("{\"status\":\"ok\"}\n"));
	case ROUTE_REQUESTS:
		return send_request_status(r, p);
	case ROUTE_READYZ:
		return p->metrics.ready
			   ? reply_send(r, p, 200, text, strdup("ready\n"))
			   : answer_not_ready(r, p, fault);
	case ROUTE_STATUS:
		return reply_send(r, p, 200, "application/json",
		    metrics_status(&p->metrics, clock_now_ms()));
	case ROUTE_METRICS:
		return reply_send(r, p, 200, prometheus,
		    metrics_prometheus(&p->metrics, clock_now_ms()));
	default:
		return reply_send(r, p, 200, text, strdup("ok\n"));
	}
}
