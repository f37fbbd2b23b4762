/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ends attempts to connect to the pool that take too long: those to a TCP
 * socket whose backlog is full.  mod_fastcgi would end them, too, but would
 * then take the pool for dead and answer 503.  So this takes the request back
 * from mod_fastcgi; at its next step the request waits like any that no worker
 * has seen.
 */

#include "mod_ocr.h"
#include "gw_backend.h"

#include "connect_watch.h"
#include "request_ctx.h"

/*
 * Whether mod_fastcgi has waited for a connection for longer than the backend's
 * connect-timeout.
 */
static bool
is_late(const gw_handler_ctx *hctx)
{
	unix_time64_t limit =
	    hctx->host != NULL ? (unix_time64_t)hctx->host->connect_timeout : 0;

	/* mod_fastcgi looks at the same value. */
	return hctx->state == GW_STATE_CONNECT_DELAYED && limit > 0 &&
	       log_monotonic_secs - hctx->write_ts > limit;
}

void
connect_watch_step(plugin_data *p)
{
	handler_ref h = p->fastcgi;

	for (struct gate_job *job = p->gate.in_slots; job != NULL;
	     job = job->next) {
		request_st *r = ((struct request_ctx *)job)->r;
		const gw_handler_ctx *hctx = r->plugin_ctx[handler_id(h)];

		if (hctx == NULL || !is_late(hctx))
			continue;
		/* At its next step, the request waits once more. */
		handler_plugin(h)->handle_request_reset(r, handler_data(h));
		joblist_append(r->con);
	}
}
