/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Collects what decides the answer to a request, for answer_key.
 * answer_partition.c says whose answers it may have.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer_partition.h"
#include "pool_watch.h"
#include "request_key.h"
#include "upload_digest.h"

static const char *
find_header(const request_st *r, enum http_header_e id, const char *name)
{
	const buffer *b =
	    http_header_request_get(r, id, name, (uint32_t)strlen(name));

	return b != NULL ? b->ptr : NULL;
}

/*
 * Whether a worker would take a header for another one: in FastCGI '-' becomes
 * '_', and so does every character that no variable's name may have (RFC 3875,
 * 4.1.18).
 */
static bool
has_ambiguous_header(const request_st *r)
{
	for (uint32_t i = 0; i < r->rqst_headers.used; i++) {
		const data_string *header =
		    (const data_string *)r->rqst_headers.data[i];

		/* Headers that lighttpd knows have only letters and '-'. */
		if (header->ext != HTTP_HEADER_OTHER)
			continue;
		for (const char *c = header->key.ptr; *c != '\0'; c++)
			if (!light_isalnum(*c) && *c != '-')
				return true;
	}
	return false;
}

/* Headers of other services' callers that decide an answer, too: all that
 * fcgi-worker/handlers/ reads beside those of any request. */
static const char *const tika_headers[ANSWER_KEY_HEADERS] = {
    "X-Tika-OCRLanguage", "X-Tika-OCRpageSegMode", "X-Tika-PDFOcrStrategy"};
static const char *const open_webui_headers[ANSWER_KEY_HEADERS] = {
    "X-Filename"};

/*
 * Sets values to the values of further headers that decide an answer.  They
 * count only on the routes of the caller whose route ctx has.
 */
static void
find_headers(const struct request_ctx *ctx, const char *values[])
{
	const char *const *names = NULL;

	if (ctx->route->caller == CALLER_TIKA)
		names = tika_headers;
	else if (ctx->route->caller == CALLER_OPEN_WEBUI)
		names = open_webui_headers;
	for (size_t i = 0; names != NULL && i < ANSWER_KEY_HEADERS; i++)
		if (names[i] != NULL)
			values[i] =
			    find_header(ctx->r, HTTP_HEADER_OTHER, names[i]);
}

/* Whether the request asks for pages to be read. */
static bool
has_pages(const request_st *r, const struct route *route)
{
	return route->id < ROUTES_OF_PAGES &&
	       (r->http_method == HTTP_METHOD_POST ||
		   r->http_method == HTTP_METHOD_PUT);
}

/* Whether the handler of the route reads a multipart body as a form.  Only such
 * handlers ignore what is before the first part and after the last. */
static bool
reads_forms(const struct route *route)
{
	switch (route->id) {
	case ROUTE_OCR:
	case ROUTE_TESSERACT:
	case ROUTE_PARSE:
	case ROUTE_DOCLING_FILE:
	case ROUTE_PROCESS_OCR:
		return true;
	default:
		return false;
	}
}

void
request_key_prepare(
    request_st *r, const plugin_data *p, struct request_ctx *ctx)
{
	const char *control =
	    find_header(r, HTTP_HEADER_CACHE_CONTROL, "Cache-Control");

	if (!has_pages(r, ctx->route) ||
	    (!ctx->conf.single_flight && p->store == NULL) ||
	    answer_partition_is_cross_origin(ctx) || has_ambiguous_header(r))
		return;
	/* With no-store, nobody else is to have the answer; with no-cache, the
	 * client wants a new one. */
	if (control != NULL && strcasestr(control, "no-store") != NULL)
		return;
	ctx->renews =
	    control != NULL && strcasestr(control, "no-cache") != NULL;
	/* A request with no-cache neither takes the answer to another nor
	 * shares its own while it runs, so only the store needs its key. */
	if (!ctx->renews || p->store != NULL)
		ctx->upload =
		    upload_digest_create(r, reads_forms(ctx->route), p->memo);
}

/* Whether the Content-Type decides how a worker reads the body: at /ocr it does
 * so only for forms and for JSON. */
static bool
type_counts(const struct request_ctx *ctx, const char *type)
{
	return type != NULL &&
	       (ctx->route->id != ROUTE_OCR ||
		   strncasecmp(type, STR("multipart/")) == 0 ||
		   strncasecmp(type, STR("application/json")) == 0);
}

/*
 * Takes the digest of a whole body from the memo, if only the body's tag was
 * computed.  Returns false if the memo does not know it, so that the body must
 * be digested; true otherwise.
 */
static bool
recall_digest(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	bool known;

	if (ctx->upload->kind != UPLOAD_DIGEST_TAG)
		return true;
	answer_partition_write(ctx, r->tmp_buf);
	known = upload_digest_recall(ctx->upload, r->tmp_buf->ptr);
	p->gate.totals.remembered += known;
	return known;
}

/*
 * Digests what has come of the body, and notes the longest time that a piece
 * took.  Returns whether all of it is here and digested.
 */
static bool
digest_body(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	struct upload_digest *d = ctx->upload;
	/* A body that the memo does not know is digested once more. */
	bool whole = upload_digest_step(d, r) &&
		     (recall_digest(r, p, ctx) || upload_digest_step(d, r));

	if (d->longest_us > p->gate.totals.digest_longest_us)
		p->gate.totals.digest_longest_us = d->longest_us;
	return whole;
}

bool
request_key_digest(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->upload == NULL || digest_body(r, p, ctx) ||
	    r->state == CON_STATE_READ_POST)
		return true;
	joblist_append(r->con);
	return false;
}

/*
 * Completes in and makes ctx->key from it.  The caller has set what depends on
 * the body and the path.  Sets ctx->key.known if there is a key: there is none
 * while the pool's identity is unknown, or if the options are wrong.
 */
static void
complete_key(
    plugin_data *p, struct request_ctx *ctx, struct answer_key_input *in)
{
	const request_st *r = ctx->r;
	buffer *out = r->tmp_buf;

	if (!pool_watch_identity(p, &ctx->key.pool))
		return;
	answer_partition_write(ctx, out);
	in->pool = ctx->key.pool.fingerprint;
	in->partition = out->ptr;
	in->query = r->uri.query.ptr;
	in->query_size = buffer_clen(&r->uri.query);
	in->accept = find_header(r, HTTP_HEADER_ACCEPT, "Accept");
	in->prefer = find_header(r, HTTP_HEADER_OTHER, "Prefer");
	/* At /ocr, the option format decides instead of Accept. */
	in->format_wins = strcmp(in->path, "/ocr") == 0;
	find_headers(ctx, in->headers);
	ctx->key.known = answer_key_make(in, ctx->key.bytes);
}

void
request_key_make(plugin_data *p, struct request_ctx *ctx)
{
	const request_st *r = ctx->r;
	const char *type =
	    find_header(r, HTTP_HEADER_CONTENT_TYPE, "Content-Type");
	unsigned char body[SHA256_DIGEST_SIZE];
	struct answer_key_input in = {.body = body, .path = ctx->route->path};

	if (ctx->upload == NULL || ctx->key.known ||
	    !upload_digest_end(ctx->upload, body))
		return;
	in.encoding =
	    find_header(r, HTTP_HEADER_CONTENT_ENCODING, "Content-Encoding");
	in.is_form = ctx->upload->kind == UPLOAD_DIGEST_FORM;
	in.type = !in.is_form && type_counts(ctx, type) ? type : NULL;
	complete_key(p, ctx, &in);
	free(ctx->upload);
	ctx->upload = NULL;
}

void
request_key_of_file(plugin_data *p, struct request_ctx *ctx,
    const unsigned char digest[static ANSWER_KEY_SIZE])
{
	struct answer_key_input in = {.body = digest, .path = "/ocr"};

	if (!answer_partition_is_cross_origin(ctx))
		complete_key(p, ctx, &in);
}
