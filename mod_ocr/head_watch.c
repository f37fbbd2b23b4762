/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd closes a connection that is silent for server.max-read-idle seconds,
 * so a client that sends a byte of a head now and then could keep it for ever.
 * When a head has taken that long as a whole, this makes the connection look
 * silent right before lighttpd looks.
 */

#include "mod_ocr.h"

#include "head_watch.h"

/* Longer ago than any time that lighttpd's configuration can give. */
enum { LONG_AGO_S = 1 << 20 };

/*
 * Whether the connection has sent a part of a request's headers, and the rest
 * not in time.
 */
static bool
is_late(const connection *con)
{
	const request_st *r = &con->request;

	/* A connection of HTTP/2 is always in another state. */
	return r->http_version <= HTTP_VERSION_1_1 &&
	       r->state == CON_STATE_READ &&
	       !chunkqueue_is_empty(con->read_queue) &&
	       log_epoch_secs - r->start_hp.tv_sec > r->conf.max_read_idle;
}

void
head_watch_step(server *srv)
{
	for (connection *con = srv->conns; con != NULL; con = con->next)
		if (is_late(con))
			con->read_idle_ts = log_monotonic_secs - LONG_AGO_S;
}
