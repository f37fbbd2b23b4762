/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes mod_fastcgi's state of a request, with the connection to the worker,
 * from one request of lighttpd and gives it to another.  The state and the
 * request point to each other, so both pointers are changed.
 */

#include "mod_ocr.h"
#include "gw_backend.h"

#include "backend.h"
#include "single_flight_takeover.h"

bool
single_flight_takeover(
    const plugin_data *p, struct request_ctx *leaver, struct request_ctx *heir)
{
	int id = handler_id(p->fastcgi);
	gw_handler_ctx *hctx = leaver->r->plugin_ctx[id];

	if (hctx == NULL || hctx->state != GW_STATE_READ ||
	    leaver->r->resp_body_started)
		return false; /* no worker has it, or the answer has begun */
	hctx->r = heir->r;
	hctx->con = heir->r->con;
	heir->r->plugin_ctx[id] = hctx;
	leaver->r->plugin_ctx[id] = NULL;
	heir->keeps = leaver->keeps;
	heir->key.pool.generation = leaver->key.pool.generation;
	backend_expect_answer(heir->r, p, heir);
	heir->sent = true;
	heir->took_over = true;
	heir->records = leaver->records;
	return true;
}
