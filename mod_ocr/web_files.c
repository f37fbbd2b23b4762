/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a path to a file of the page.  In the directory that ocr.web names there
 * are plain/ with the files as they are, and gzip/ with the same files
 * compressed; see tools/web_assets.py.
 */

#include "mod_ocr.h"
#include "http_header.h"
#include "response.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/http/accept.h"
#include "web_files.h"

/* The page may load nothing but its own files; the images of what was dropped
 * on it are blobs. */
#define POLICY                                                                 \
	"default-src 'self'; img-src 'self' blob:; object-src 'none'; "        \
	"base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

bool
web_files_wants_html(const request_st *r)
{
	const buffer *accept =
	    http_header_request_get(r, HTTP_HEADER_ACCEPT, STR("Accept"));

	return accept != NULL && accept_prefers_html(accept->ptr);
}

bool
web_files_serves(const request_st *r, const struct request_ctx *ctx)
{
	if (ctx->conf.web == NULL || !http_method_get_or_head(r->http_method))
		return false;
	if (ctx->route->id == ROUTE_STATUS)
		return web_files_wants_html(r);
	return ctx->route->id == ROUTE_INDEX || ctx->route->id == ROUTE_ASSETS;
}

/* Whether the client takes gzip: it is named, and not with ";q=0". */
static bool
takes_gzip(const request_st *r)
{
	const buffer *header = http_header_request_get(
	    r, HTTP_HEADER_ACCEPT_ENCODING, STR("Accept-Encoding"));
	const char *named = header != NULL ? strstr(header->ptr, "gzip") : NULL;

	if (named == NULL)
		return false;
	named += strlen("gzip");
	named += strspn(named, " \t");
	if (*named != ';')
		return true;
	named += strcspn(named, "=,");
	return *named != '=' || strtod(named + 1, NULL) > 0;
}

/*
 * Sets the content type by the suffix, since the configuration of lighttpd may
 * lack it, and a browser runs no script without the right one.
 */
static void
set_type(request_st *r, const char *name)
{
	static const struct {
		const char *suffix, *type;
	} types[] = {
	    {".html", "text/html; charset=utf-8"},
	    {".css", "text/css; charset=utf-8"},
	    {".js", "text/javascript; charset=utf-8"},
	    {".svg", "image/svg+xml"},
	    {".png", "image/png"},
	};
	const char *suffix = strrchr(name, '.');

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (suffix != NULL && strcmp(suffix, types[i].suffix) == 0)
			http_header_response_set(r, HTTP_HEADER_CONTENT_TYPE,
			    STR("Content-Type"), types[i].type,
			    (uint32_t)strlen(types[i].type));
}

handler_t
web_files_send(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	const char *name = ctx->route->id == ROUTE_INDEX    ? "/index.html"
			   : ctx->route->id == ROUTE_STATUS ? "/status.html"
							    : r->uri.path.ptr;
	bool gzip = takes_gzip(r);
	const char *folder = gzip ? "gzip" : "plain";
	buffer *path = &r->physical.path;

	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	ctx->web = true;
	buffer_copy_path_len2(
	    path, BUF_PTR_LEN(ctx->conf.web), folder, strlen(folder));
	buffer_append_string(path, name);
	set_type(r, name);
	if (gzip)
		http_header_response_set(r, HTTP_HEADER_CONTENT_ENCODING,
		    STR("Content-Encoding"), STR("gzip"));
	http_response_send_file(r, path, NULL);
	return HANDLER_FINISHED;
}

/* Tells browsers how long they may keep a file.  An asset has the digest of its
 * content in its name: no browser asks for it a second time.  Browsers ask by
 * ETag at each load whether a page itself changed. */
static void
set_caching(request_st *r, const struct request_ctx *ctx)
{
	if (ctx->route->id == ROUTE_ASSETS)
		http_header_response_set(r, HTTP_HEADER_CACHE_CONTROL,
		    STR("Cache-Control"),
		    STR("public, max-age=31536000, immutable"));
	else
		http_header_response_set(r, HTTP_HEADER_CACHE_CONTROL,
		    STR("Cache-Control"), STR("no-cache"));
}

void
web_files_add_headers(request_st *r, const struct request_ctx *ctx)
{
	if (r->http_status >= 400)
		return;
	http_header_response_set(r, HTTP_HEADER_CONTENT_SECURITY_POLICY,
	    STR("Content-Security-Policy"), STR(POLICY));
	http_header_response_set(r, HTTP_HEADER_X_CONTENT_TYPE_OPTIONS,
	    STR("X-Content-Type-Options"), STR("nosniff"));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Referrer-Policy"), STR("no-referrer"));
	set_caching(r, ctx);
	http_header_response_set(
	    r, HTTP_HEADER_VARY, STR("Vary"), STR("Accept, Accept-Encoding"));
}
