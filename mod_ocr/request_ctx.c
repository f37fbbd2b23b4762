/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One request from its headers to its reset: what belongs to it, and whether it
 * is admitted.  What happens to it then is in request_state.c.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "body_reader.h"
#include "client_key.h"
#include "client_timeout.h"
#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/common/timeout.h"
#include "reply.h"
#include "request_class.h"
#include "request_ctx.h"
#include "request_key.h"
#include "request_table.h"
#include "shutdown.h"
#include "single_flight.h"
#include "spool_watch.h"
#include "store_answer.h"
#include "timer.h"
#include "upload_drain.h"

/*
 * Copies random bytes to out.  They are fetched from the kernel for many
 * requests at once.
 */
static void
draw_random(unsigned char *out, size_t size)
{
	static unsigned char drawn[4096];
	static size_t unused;

	if (unused < size) {
		/*
		 * getrandom(2) never returns fewer bytes for up to 256 of them.
		 */
		for (size_t i = 0; i < sizeof(drawn); i += 256)
			while (getrandom(drawn + i, 256, 0) < 0)
				;
		unused = sizeof(drawn);
	}
	unused -= size;
	memcpy(out, drawn + unused, size);
}

/*
 * Sets the id to the client's X-Request-Id if it is safe to repeat in headers,
 * logs and JSON, else to a random one.
 */
static void
set_id(struct request_ctx *ctx, request_st *r)
{
	const buffer *given =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("X-Request-Id"));
	unsigned char random[REQUEST_ID_BYTES];

	if (given != NULL &&
	    request_id_is_sane(given->ptr, buffer_clen(given))) {
		ctx->id_length = buffer_clen(given);
		memcpy(ctx->id, given->ptr, ctx->id_length + 1);
		return;
	}
	draw_random(random, sizeof(random));
	request_id_make(random, ctx->id);
	ctx->id_length = 2 * REQUEST_ID_BYTES;
}

struct request_ctx *
request_ctx_create(
    request_st *r, const plugin_data *p, const plugin_config *conf)
{
	/* calloc(3) takes no memory from the thread's cache. */
	struct request_ctx *ctx = ck_malloc(sizeof(*ctx));

	memset(ctx, 0, sizeof(*ctx));
	ctx->r = r;
	ctx->conf = *conf;
	set_id(ctx, r);
	r->plugin_ctx[p->id] = ctx;
	return ctx;
}

void
request_ctx_free(plugin_data *p, struct request_ctx *ctx)
{
	upload_drain_end(p, ctx);
	single_flight_free(p, ctx);
	store_answer_free(ctx);
	body_reader_forget(p, ctx);
	free(ctx->upload);
	request_table_remove(p, ctx);
	gate_drop_answer(&p->gate, &ctx->answer);
	chunkqueue_reset(&ctx->held);
	if (ctx->kept != NULL)
		chunkqueue_free(ctx->kept);
	free(ctx);
}

/*
 * Lets the client wait as long as any request may.  lighttpd counts the wait
 * for an answer over HTTP/2 as idle writing, and closes a connection that was
 * idle for max_write_idle seconds.  Raises that limit of the connection above
 * the longest wait.
 */
static void
allow_to_wait(const request_st *r)
{
	request_st *connection_itself = &r->con->request;
	const unsigned short seconds = TIMEOUT_MAX_S + 60;

	if (r->http_version > HTTP_VERSION_1_1 &&
	    connection_itself->conf.max_write_idle < seconds)
		connection_itself->conf.max_write_idle = seconds;
}

/*
 * Returns the class of what the query asks for.  The callers of other services
 * send no options in it.
 */
static unsigned
class_of(const request_st *r, const struct route *route)
{
	if (route->id >= ROUTES_OF_PAGES)
		return REQUEST_CLASS_OTHER;
	return route->id == ROUTE_OCR
		   ? request_class(BUF_PTR_LEN(&r->uri.query))
		   : request_class("", 0);
}

/* Makes lighttpd keep the body in one file: of several, all but the last would
 * be closed and could not be opened again by name. */
static void
keep_in_one_file(request_st *r, const plugin_data *p)
{
	r->reqbody_queue.upload_temp_file_size = INT64_MAX;
	r->reqbody_queue.tempdir_idx = p->spool_index;
}

/* Returns whether the request can be kept in the spool, and looks at the spool.
 * A request without a body needs no look at a spool that was good last time. */
static bool
check_spool(const request_st *r, plugin_data *p)
{
	return (r->reqbody_length == 0 && !p->spool_failed) ||
	       spool_watch_check(p, clock_now_ms());
}

handler_t
request_ctx_admit(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	const buffer *prefer =
	    http_header_request_get(r, HTTP_HEADER_OTHER, STR("Prefer"));
	int seconds = client_timeout_parse(
	    BUF_PTR_LEN(&r->uri.query), prefer != NULL ? prefer->ptr : NULL);
	char key[GATE_KEY_MAX + 1];
	const struct gate_request request = {
	    .key = key,
	    .class = class_of(r, ctx->route),
	    .bytes = r->reqbody_length > 0 ? (uint64_t)r->reqbody_length : 0,
	    .timeout_ms = UINT64_C(1000) * (seconds > 0 ? (unsigned)seconds
							: ctx->conf.timeout_s),
	    .client_set_deadline = seconds > 0,
	};
	uint64_t now_ms = clock_now_ms();
	enum gate_verdict verdict;

	if (seconds < 0)
		return reply_bad_timeout(r, p);
	if (shutdown_refuses(p))
		return reply_refuse(r, p, &reply_shutting_down);
	if (p->fault != NULL || !check_spool(r, p))
		return reply_out_of_order(r, p);
	client_key_write(ctx, key);
	verdict = gate_admit(&p->gate, &request, now_ms);
	if (verdict != GATE_ADMIT)
		return reply_refuse(r, p, &reply_refusals[verdict]);
	gate_begin(&p->gate, &ctx->job, &request, now_ms);
	gate_reserve(&p->gate, &ctx->job, 0);
	request_table_add(p, ctx);
	request_key_prepare(r, p, ctx);
	keep_in_one_file(r, p);
	allow_to_wait(r);
	timer_start(p);
	r->handler_module = handler_self(p);
	return HANDLER_GO_ON;
}
