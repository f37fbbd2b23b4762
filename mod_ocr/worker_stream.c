/* SPDX-License-Identifier: BSD-3-Clause */
/* Passes what a worker sends through worker_records before mod_fastcgi parses
 * it, and limits how much a worker may send: of its answer, and on its error
 * stream, which lighttpd would write to the error log. */

#include "mod_ocr.h"
#include "gw_backend.h"
#include "response.h"

#include "request_ctx.h"
#include "worker_headers.h"
#include "worker_records.h"
#include "worker_stream.h"

enum {
	/* The most bytes of headers that lighttpd takes. */
	HEADERS_BYTES = 1 << 16,
	/*
	 * lighttpd writes a worker's error stream to its error log, with a time
	 * before each line.
	 */
	LOG_BYTES = 1 << 13,
	LOG_LINES = 100,
	FRAMING_BYTES = 1 << 16,
};

/*
 * mod_fastcgi's function that parses what a worker sends, and the indexes of
 * both modules in plugin_ctx.  They are the same for all requests.
 */
static handler_t (*fastcgi_parse)(
    request_st *, struct http_response_opts_t *, buffer *, size_t);
static int own_id, fastcgi_id;

/*
 * Whether a worker sent more than it may besides its answer: on its error
 * stream, or as heads and padding of records.
 */
static bool
is_noisy(const struct worker_records *w)
{
	return w->log > LOG_BYTES || w->log_lines > LOG_LINES ||
	       w->framing > FRAMING_BYTES + w->answer / 8;
}

/*
 * Takes the place of mod_fastcgi's parser: checks what a worker has sent, the
 * last size bytes of b, and passes it on to that parser.  Returns HANDLER_ERROR
 * if a worker has no reason to send it.  Sets ctx->too_large if the answer is
 * too large by now; then, once its body has begun, passes nothing on.  Sets
 * ctx->unkept if the parser could not write the answer to a file.  In both
 * cases lighttpd would take what it has for a whole answer, so backend.c cuts
 * the answer off.
 */
static handler_t
read_records(
    request_st *r, struct http_response_opts_t *opts, buffer *b, size_t size)
{
	struct request_ctx *ctx = r->plugin_ctx[own_id];
	const gw_handler_ctx *hctx = r->plugin_ctx[fastcgi_id];
	uint64_t limit = (uint64_t)ctx->conf.answer_limit_kb << 10;
	bool begun = r->resp_body_started;
	handler_t rc;

	if (!worker_records_read(
		&ctx->records, b->ptr + buffer_clen(b) - size, size) ||
	    is_noisy(&ctx->records))
		return HANDLER_ERROR;
	ctx->too_large = ctx->records.answer > limit + HEADERS_BYTES;
	if (ctx->too_large && r->resp_body_started)
		return HANDLER_FINISHED;
	rc = fastcgi_parse(r, opts, b, size);
	/*
	 * An authorizer is no worker: mod_fastcgi ignores the body of its
	 * answer.
	 */
	if (hctx->gw_mode == GW_AUTHORIZER)
		return rc;
	if (!begun && r->resp_body_started)
		worker_headers_answer(r);
	ctx->unkept = r->resp_body_started && !hctx->send_content_body;
	return rc;
}

void
worker_stream_watch(request_st *r, const plugin_data *p)
{
	handler_ref h = p->fastcgi;
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	gw_handler_ctx *hctx = r->plugin_ctx[handler_id(h)];

	if (hctx->opts.parse == read_records)
		return;
	own_id = p->id;
	fastcgi_id = handler_id(h);
	fastcgi_parse = hctx->opts.parse;
	hctx->opts.parse = read_records;
	ctx->records = (struct worker_records){.head_len = 0};
	ctx->unkept = ctx->too_large = false;
}
