/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keeps connections open for clients that still send a body that was refused.
 * lighttpd reads and discards what comes on them.  It closes such a connection
 * when the client closes it, or after some time.
 */

#include "mod_ocr.h"

#include <stdlib.h>

#include "client_key.h"
#include "linger.h"
#include "ocr_config.h"
#include "socket_bytes.h"

enum {
	/* Added once to lighttpd's own five seconds. */
	MORE_S = 5,
	/* So long ago that lighttpd closes the connection. */
	LONG_AGO_S = 1 << 20,
};

struct lingering {
	connection *con;
	struct gate_client *client; /* NULL: it has its share of these */
	uint64_t received;	    /* by the connection until it was shut */
	uint64_t limit;		    /* of bytes after that */
	bool wants_time;	    /* gets MORE_S at the next step */
	bool is_seen;	   /* its client has had time to read the answer */
	UT_hash_handle hh; /* by the connection */
};

void
linger_begin(connection *con, plugin_data *p, const struct request_ctx *ctx)
{
	const request_st *r = &con->request;
	uint64_t limit = ocr_config_body_limit(&ctx->conf);
	char key[GATE_KEY_MAX + 1];
	struct lingering *l;

	if (ctx->job.state != GATE_DONE || ctx->job.outcome != GATE_REFUSED ||
	    r->reqbody_length == r->reqbody_queue.bytes_in)
		return; /* only a client that still sends needs time */
	l = ck_calloc(1, sizeof(*l));
	client_key_write(ctx, key);
	l->con = con;
	l->client = gate_begin_drain(&p->gate, key);
	l->received = socket_bytes_received(con->fd);
	l->limit = limit;
	/* A body that is announced to be larger than the limit gets no time. */
	l->wants_time = l->client != NULL && r->reqbody_length <= (off_t)limit;
	HASH_ADD_PTR(p->lingers, con, l);
}

/*
 * Whether to close the connection.  If its client has its share of such
 * connections, it is closed once the client could read the answer; otherwise,
 * once too much has come.
 */
static bool
is_over(const struct lingering *l)
{
	if (l->client == NULL)
		return l->is_seen;
	return socket_bytes_received(l->con->fd) > l->received + l->limit;
}

void
linger_step(plugin_data *p)
{
	struct lingering *l, *next;

	HASH_ITER (hh, p->lingers, l, next) {
		if (is_over(l))
			l->con->close_timeout_ts =
			    log_monotonic_secs - LONG_AGO_S;
		else if (l->wants_time)
			l->con->close_timeout_ts += MORE_S;
		l->wants_time = false;
		l->is_seen = true;
	}
}

static void
end_lingering(plugin_data *p, struct lingering *l)
{
	if (l->client != NULL)
		gate_end_drain(&p->gate, l->client);
	free(l);
}

void
linger_end(const connection *con, plugin_data *p)
{
	struct lingering *l;

	HASH_FIND_PTR(p->lingers, &con, l);
	if (l == NULL)
		return;
	HASH_DEL(p->lingers, l);
	end_lingering(p, l);
}

void
linger_end_all(plugin_data *p)
{
	struct lingering *l = p->lingers, *next;

	HASH_CLEAR(hh, p->lingers);
	for (; l != NULL; l = next) {
		next = l->hh.next;
		end_lingering(p, l);
	}
}
