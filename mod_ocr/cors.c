/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Headers for pages of another origin, and for the preflight request (OPTIONS)
 * that a browser sends before the request of such a page.  local_reply.c
 * answers the preflight request.  This is the gate's side, for all answers,
 * also those of workers; fcgi-worker/http/cors.c is for a pool without mod_ocr.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include "cors.h"
#include "fcgi-worker/common/origin.h"

void
cors_add_headers(request_st *r, const struct request_ctx *ctx)
{
	const buffer *origin = ctx->conf.cors_origin;
	const buffer *allow;

	if (origin == NULL)
		return;
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Origin"), BUF_PTR_LEN(origin));
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Expose-Headers"),
	    STR(ORIGIN_EXPOSED("X-Queue-Position, Age, Cache-Status, ETag, ")));
	allow = http_header_response_get(r, HTTP_HEADER_ALLOW, STR("Allow"));
	if (r->http_method != HTTP_METHOD_OPTIONS || allow == NULL)
		return;
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Methods"), BUF_PTR_LEN(allow));
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Allow-Headers"), STR(ORIGIN_ALLOWED));
	http_header_response_set(r, HTTP_HEADER_OTHER,
	    STR("Access-Control-Max-Age"), STR(ORIGIN_MAX_AGE));
}
