/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keeps connections open for clients that still send what was refused.
 * lighttpd reads from them, and throws that away; it closes them as soon as
 * their clients do.
 */

#include "mod_ocr.h"

#include "linger.h"
#include "ocr_config.h"

/* Beside lighttpd's own five seconds. */
enum { MORE_S = 5 };

/*
 * A connection has room for a pointer of this module's, which points here until
 * the connection was given its time.  Over HTTP/2 reset_limit.c has that room.
 */
static char wants_time;

void
linger_begin(
    connection *con, const plugin_data *p, const struct request_ctx *ctx)
{
	const request_st *r = &con->request;

	if (ctx->job.state == GATE_DONE && ctx->job.outcome == GATE_REFUSED &&
	    r->reqbody_length != r->reqbody_queue.bytes_in &&
	    r->reqbody_length <= (off_t)ocr_config_body_limit(&ctx->conf))
		con->plugin_ctx[p->id] = &wants_time;
}

void
linger_step(server *srv, const plugin_data *p)
{
	for (connection *con = srv->conns; con != NULL; con = con->next)
		if (con->request.state == CON_STATE_CLOSE &&
		    con->plugin_ctx[p->id] == &wants_time) {
			con->close_timeout_ts += MORE_S;
			con->plugin_ctx[p->id] = NULL;
		}
}
