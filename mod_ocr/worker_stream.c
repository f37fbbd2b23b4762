/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looks at all that a worker sends before mod_fastcgi does: a worker reads
 * strangers' bytes and may have been taken over.
 */

#include "mod_ocr.h"
#include "gw_backend.h"
#include "response.h"

#include "request_ctx.h"
#include "worker_stream.h"

enum {
	/* How many bytes a worker may send before its answer begins. */
	BEFORE_ANSWER_BYTES = 1 << 18,
	RECORDS_BYTES = 1 << 20,
};

/*
 * mod_fastcgi's function that parses what a worker sends, and the indexes of
 * both modules in plugin_ctx.  They are the same for all requests.
 */
static handler_t (*fastcgi_parse)(
    request_st *, struct http_response_opts_t *, buffer *, size_t);
static int own_id, fastcgi_id;

/*
 * Has mod_fastcgi parse what a worker sent.  It would pass interim responses
 * (1xx) on at once, with headers that nobody filters, and a worker has none to
 * send.  lighttpd drops them for clients of HTTP/1.0, so the request is taken
 * for one of those meanwhile.  A change of the protocol (101), which nobody
 * asked for, is an error, and so is an answer in chunks: of one that is passed
 * on as it comes, nobody would filter what is behind the last.
 */
static handler_t
parse_final(
    request_st *r, struct http_response_opts_t *opts, buffer *b, size_t n)
{
	const http_version_t version = r->http_version;
	handler_t rc;

	r->http_version = HTTP_VERSION_1_0;
	rc = fastcgi_parse(r, opts, b, n);
	r->http_version = version;
	/* Under HTTP/1.0 lighttpd does not note that a header came twice, and
	 * HTTP/2 would send it with its line break. */
	if (version > HTTP_VERSION_1_1)
		r->resp_header_repeated = 1;
	return r->http_status == 101 || r->resp_decode_chunked ? HANDLER_ERROR
							       : rc;
}

/*
 * Counts all that a worker sends, and cuts it off above a limit: stderr and 1xx
 * responses, too, which are no part of the answer.  When a piece of the answer
 * cannot be written to its file, mod_fastcgi takes no more of it and ends it as
 * if it were whole.
 */
static handler_t
count_received(
    request_st *r, struct http_response_opts_t *opts, buffer *b, size_t n)
{
	struct request_ctx *ctx = r->plugin_ctx[own_id];
	const gw_handler_ctx *hctx = r->plugin_ctx[fastcgi_id];
	uint64_t limit = (uint64_t)ctx->conf.answer_limit_kb << 10;
	handler_t rc;

	ctx->received += n;
	/*
	 * The limit is a little above that of the answer, since answers come in
	 * records with heads of their own.
	 */
	limit = r->resp_body_started ? limit + limit / 8 + RECORDS_BYTES
				     : BEFORE_ANSWER_BYTES;
	if (ctx->received > limit)
		return HANDLER_ERROR;
	rc = parse_final(r, opts, b, n);
	ctx->unkept = r->resp_body_started && !hctx->send_content_body;
	return rc;
}

/* mod_fastcgi sets its own parser whenever it takes a request to a worker. */
void
worker_stream_watch(request_st *r, const plugin_data *p)
{
	handler_ref h = p->fastcgi;
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	gw_handler_ctx *hctx = r->plugin_ctx[handler_id(h)];

	if (hctx->opts.parse == count_received)
		return;
	own_id = p->id;
	fastcgi_id = handler_id(h);
	fastcgi_parse = hctx->opts.parse;
	hctx->opts.parse = count_received;
	ctx->received = 0;
	ctx->unkept = false;
}
