/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds out that a client has left.  It ends nothing: request_state.c asks it
 * before steps that need the client, and then has lighttpd reset the request,
 * by which mod_ocr.c releases it.  Over HTTP/2 a client resets its stream,
 * which lighttpd sees by itself.
 */

#include "mod_ocr.h"

#include "client_watch.h"

void
client_watch_begin(request_st *r)
{
	/*
	 * While an HTTP/1.1 request that came in one piece waits, lighttpd does
	 * not watch its connection, and would see neither FIN nor RST.
	 */
	connection *con = r->con;

	if (r->http_version > HTTP_VERSION_1_1 ||
	    (fdevent_fdnode_interest(con->fdn) & FDEVENT_RDHUP) ||
	    (r->conf.stream_request_body & FDEVENT_STREAM_REQUEST_POLLRDHUP))
		return;
	fdevent_fdnode_event_add(con->srv->ev, con->fdn, FDEVENT_RDHUP);
}

bool
client_watch_left(const request_st *r, const struct request_ctx *ctx)
{
	/*
	 * lighttpd sets this flag when a TCP FIN has come, takes that for a
	 * half-close and goes on.  From a client that waits for OCR it nearly
	 * always means that nobody will read the answer.
	 */
	if (r->http_version > HTTP_VERSION_1_1 ||
	    !(r->conf.stream_request_body & FDEVENT_STREAM_REQUEST_TCP_FIN))
		return false;
	return ctx->conf.half_close == HALF_CLOSE_ABORT;
}
