/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes mod_fastcgi's state of a request, with the connection to the worker,
 * from one request of lighttpd and gives it to another.  The state and the
 * request point to each other, so both pointers are changed.
 */

#include "mod_ocr.h"
#include "gw_backend.h"

#include "backend.h"
#include "worker_transfer.h"

bool
worker_transfer(
    const plugin_data *p, struct request_ctx *from, struct request_ctx *to)
{
	int id = handler_id(p->fastcgi);
	gw_handler_ctx *hctx = from->r->plugin_ctx[id];

	if (hctx == NULL || hctx->state != GW_STATE_READ ||
	    from->r->resp_body_started)
		return false;
	hctx->r = to->r;
	hctx->con = to->r->con;
	to->r->plugin_ctx[id] = hctx;
	from->r->plugin_ctx[id] = NULL;
	to->keeps = from->keeps;
	to->generation = from->generation;
	backend_expect_answer(to->r, p, to);
	to->sent = true;
	to->records = from->records;
	return true;
}
