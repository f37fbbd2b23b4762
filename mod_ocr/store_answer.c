/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers requests from the store, with Age, ETag and 304, and lets it keep
 * answers of workers.  Headers are those of RFC 9110 and 9211.
 */

#include "mod_ocr.h"
#include "http_header.h"
#include "response.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "pool_watch.h"
#include "reply.h"
#include "request_key.h"
#include "spool_watch.h"
#include "store.h"
#include "store_answer.h"
#include "store_reader.h"
#include "store_writer.h"
#include "worker_headers.h"

static bool
is_get_or_head(const request_st *r)
{
	return r->http_method == HTTP_METHOD_GET ||
	       r->http_method == HTTP_METHOD_HEAD;
}

/*
 * Sets tag to the ETag of the result e: half of the digest of its body.  The
 * tag is weak (W/) if the body has the id of a request, which is another one in
 * each answer.
 */
static void
write_tag(const struct store_entry *e, buffer *tag)
{
	buffer_copy_string_len(tag, STR("W/"));
	if (e->id_size == 0)
		buffer_clear(tag);
	buffer_append_char(tag, '"');
	buffer_append_string_encoded_hex_lc(
	    tag, (const char *)e->digest, sizeof(e->digest) / 2);
	buffer_append_char(tag, '"');
}

/* Whether the client says in If-None-Match that it has the result with this
 * tag.  The header may have several tags, or be "*". */
static bool
has_already(const request_st *r, const buffer *tag)
{
	const buffer *match = http_header_request_get(
	    r, HTTP_HEADER_IF_NONE_MATCH, STR("If-None-Match"));
	/* Weak tags count here, too (RFC 9110, 13.1.2). */
	const char *opaque = tag->ptr[0] == 'W' ? tag->ptr + 2 : tag->ptr;

	/* Only GET and HEAD are answered 304. */
	return match != NULL && is_get_or_head(r) &&
	       (strcmp(match->ptr, "*") == 0 ||
		   strstr(match->ptr, opaque) != NULL);
}

static void
set_header(
    request_st *r, enum http_header_e id, const char *name, const char *value)
{
	http_header_response_set(r, id, name, (uint32_t)strlen(name), value,
	    (uint32_t)strlen(value));
}

/* Tells in Age (RFC 9111, 5.1) how old the result is. */
static void
add_age(request_st *r, const struct store_entry *e)
{
	uint64_t now_s = store_now_s();

	buffer_append_int(
	    http_header_response_set_ptr(r, HTTP_HEADER_AGE, STR("Age")),
	    now_s > e->written_s ? (intmax_t)(now_s - e->written_s) : 0);
}

/*
 * Reserves room for the answer that is read, once.  Returns false if there is
 * too little.  Answers from the store wait for no turn, so they may have only a
 * quarter of the spool's bytes, and no more once half of its files are in use;
 * the rest is for uploads.
 */
static bool
reserve_room(plugin_data *p, struct request_ctx *ctx)
{
	struct gate *g = &p->gate;
	uint64_t size = ctx->reader->entry.body_size;

	if (ctx->answer.bytes > 0)
		return true;
	return g->answer_bytes + size <= g->limits.spool_bytes / 4 &&
	       2 * (uint64_t)g->spool_files <= g->limits.spool_files &&
	       gate_keep_answer(g, &ctx->answer, size);
}

/* Notes for the headers and the figures that the store has no answer, or one
 * that is too old. */
static void
note_miss(plugin_data *p, struct request_ctx *ctx, enum cache_status status)
{
	ctx->cache = status;
	p->store->totals.misses++;
}

/*
 * Gives up the store's answer, for which there is no room.  Returns
 * HANDLER_GO_ON for an uploaded file, which waits for a worker instead.  A
 * request by digest has no file and is refused.
 */
static handler_t
do_without(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	store_answer_free(ctx);
	note_miss(p, ctx, CACHE_MISS);
	if (ctx->route->id != ROUTE_RESULT)
		return HANDLER_GO_ON;
	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	return reply_problem(r, p, &reply_no_room);
}

/* Answers with the result that the reader has read from the store. */
static handler_t
send_result(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	const struct store_reader *rd = ctx->reader;
	buffer *tag = r->tmp_buf;

	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	r->write_queue.tempdir_idx = p->spool_index;
	shared_answer_give(rd->answer, r, ctx->id);
	add_age(r, &rd->entry);
	write_tag(&rd->entry, tag);
	/* After PUT, an ETag would be that of what was sent (RFC 9110, 9.3.4).
	 */
	if (r->http_method != HTTP_METHOD_PUT)
		set_header(r, HTTP_HEADER_ETAG, "ETag", tag->ptr);
	if (is_get_or_head(r)) {
		set_header(r, HTTP_HEADER_CACHE_CONTROL, "Cache-Control",
		    "private, no-cache");
		set_header(r, HTTP_HEADER_VARY, "Vary", "Accept, Prefer");
	}
	if (has_already(r, tag)) {
		r->http_status = 304; /* lighttpd drops the body */
		r->resp_body_finished = 1;
	}
	p->store->totals.hits++;
	p->store->totals.saved_s += rd->entry.spent_ms / 1000.0;
	ctx->cache = CACHE_HIT;
	/* The result has the headers of the worker that it came from: as if it
	 * came now, the hook for answers filters them. */
	ctx->handed_over = true;
	store_answer_free(ctx);
	r->handler_module = handler_self(p);
	return HANDLER_FINISHED;
}

/* Answers 404: there is no such result.  Other clients may have it, which is
 * not told. */
static handler_t
reply_not_stored(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 404,
	    .detail = "There is no such result for this client. Post the file "
		      "to /ocr with the same options.",
	};

	return reply_refuse(r, p, &problem);
}

/*
 * Goes on after a step of the reader, which returned rc.  Returns
 * HANDLER_WAIT_FOR_EVENT if there is more to read, and makes lighttpd call this
 * module again at once.  Returns HANDLER_FINISHED if the request is answered,
 * and HANDLER_GO_ON if a worker must answer it.  On failure the reader has
 * closed itself.
 */
static handler_t
act_on_read(
    request_st *r, plugin_data *p, struct request_ctx *ctx, enum store_read rc)
{
	switch (rc) {
	case STORE_READ_MORE:
		if (!reserve_room(p, ctx))
			return do_without(r, p, ctx);
		joblist_append(r->con);
		return HANDLER_WAIT_FOR_EVENT;
	case STORE_READ_WHOLE:
		return reserve_room(p, ctx) ? send_result(r, p, ctx)
					    : do_without(r, p, ctx);
	default:
		break;
	}
	/* The spool may have been removed: then a large answer cannot be
	 * copied. */
	spool_watch_check(p, clock_now_ms());
	gate_drop_answer(&p->gate, &ctx->answer);
	free(ctx->reader);
	ctx->reader = NULL;
	note_miss(p, ctx, rc == STORE_READ_STALE ? CACHE_STALE : CACHE_MISS);
	return ctx->route->id == ROUTE_RESULT ? reply_not_stored(r, p)
					      : HANDLER_GO_ON;
}

/* Opens the result that the store has for the key of the request and takes the
 * first step of reading it.  Returns what act_on_read() does. */
static handler_t
look_up(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	ctx->reader = ck_calloc(1, sizeof(*ctx->reader));
	return act_on_read(r, p, ctx,
	    store_reader_open(
		ctx->reader, p->store, ctx->key.bytes, p->spool_index));
}

handler_t
store_answer_step(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->reader == NULL)
		return HANDLER_GO_ON;
	return act_on_read(r, p, ctx, store_reader_step(ctx->reader, p->store));
}

handler_t
store_answer_find(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->reader != NULL)
		return store_answer_step(r, p, ctx);
	if (p->store == NULL || !ctx->key.known || ctx->cache != CACHE_UNASKED)
		return HANDLER_GO_ON;
	if (ctx->renews) {
		ctx->cache = CACHE_RENEWED;
		return HANDLER_GO_ON;
	}
	if (store_lacks(p->store, ctx->key.bytes, clock_now_ms())) {
		note_miss(p, ctx, CACHE_MISS);
		return HANDLER_GO_ON;
	}
	return look_up(r, p, ctx);
}

/* Decodes a digest from text, which is in hexadecimal.  Returns false if text
 * is none. */
static bool
read_digest(const char *text, unsigned char out[static ANSWER_KEY_SIZE])
{
	size_t len = strlen(text);

	return len == 2 * ANSWER_KEY_SIZE &&
	       li_hex2bin(out, ANSWER_KEY_SIZE, text, len) == 0;
}

/* Answers DELETE: removes the result that this client has, with 204; or 404. */
static handler_t
remove_result(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	if (!store_remove(p->store, ctx->key.bytes))
		return reply_not_stored(r, p);
	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	return reply_no_content(r, p);
}

handler_t
store_answer_by_digest(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	unsigned char digest[ANSWER_KEY_SIZE];
	handler_t rc;

	/* The path has a slash: its route is chosen by what is before it. */
	if (read_digest(strrchr(r->uri.path.ptr, '/') + 1, digest))
		request_key_of_file(p, ctx, digest);
	if (!ctx->key.known)
		return reply_not_stored(r, p);
	if (r->http_method == HTTP_METHOD_DELETE)
		return remove_result(r, p, ctx);
	rc = look_up(r, p, ctx);
	if (rc != HANDLER_WAIT_FOR_EVENT)
		return rc; /* the answer is there */
	/* There is more to read: lighttpd calls this module again, and its next
	 * steps read the rest. */
	r->handler_module = handler_self(p);
	return HANDLER_GO_ON;
}

void
store_answer_expect(plugin_data *p, struct request_ctx *ctx)
{
	ctx->keeps = p->store != NULL && ctx->key.known &&
		     pool_watch_check_settled(p, ctx->key.pool.generation);
}

void
store_answer_keep(const request_st *r, plugin_data *p, struct request_ctx *ctx,
    const char *told_id)
{
	struct shared_answer *a;

	/* A worker of another generation, or with more time, may have answered
	 * otherwise. */
	if (!ctx->keeps || r->http_status != 200 ||
	    worker_headers_is_hurried(r) ||
	    !pool_watch_has_only(p, &ctx->key.pool))
		return;
	a = shared_answer_create(r, ctx->answer_begin, told_id);
	if (a == NULL)
		return;
	ctx->stored = store_writer_add(
	    p->store, ctx->key.bytes, a, clock_now_ms() - ctx->job.worker_ms);
	shared_answer_release(a);
}

void
store_answer_add_headers(request_st *r, const struct request_ctx *ctx)
{
	static const char *const texts[] = {
	    [CACHE_MISS] = "mod_ocr; fwd=miss",
	    [CACHE_STALE] = "mod_ocr; fwd=stale",
	    [CACHE_RENEWED] = "mod_ocr; fwd=request",
	    [CACHE_HIT] = "mod_ocr; hit",
	};
	buffer *value;

	if (ctx->cache == CACHE_UNASKED || !ctx->handed_over)
		return;
	value = http_header_response_set_ptr(
	    r, HTTP_HEADER_OTHER, STR("Cache-Status"));
	buffer_append_string(value, texts[ctx->cache]);
	if (http_header_response_get(
		r, HTTP_HEADER_OTHER, STR("X-OCR-Shared")) != NULL)
		buffer_append_string_len(value, STR("; collapsed"));
	if (ctx->stored)
		buffer_append_string_len(value, STR("; stored"));
}

void
store_answer_free(struct request_ctx *ctx)
{
	if (ctx->reader != NULL)
		store_reader_close(ctx->reader);
	free(ctx->reader);
	ctx->reader = NULL;
}
