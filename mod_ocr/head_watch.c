/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd closes a connection that is silent for server.max-read-idle seconds;
 * one byte of a head in that time would keep it for ever.  A head that is late
 * as a whole is made to look silent, right before lighttpd looks.
 */

#include "mod_ocr.h"

#include "head_watch.h"

/* Longer ago than any time that lighttpd's configuration can give. */
enum { LONG_AGO_S = 1 << 20 };

static bool
is_late(const connection *con)
{
	const request_st *r = &con->request;

	/* One of HTTP/2 is in another state, whatever comes. */
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
