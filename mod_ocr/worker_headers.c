/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Removes all headers of a worker but those that it has to set, since a worker
 * reads strangers' bytes and may be compromised.
 */

#include "mod_ocr.h"
#include "gw_backend.h"
#include "http_header.h"

#include "worker_headers.h"

#define HURRIED "X-OCR-Hurried"

/*
 * Whether a header of a worker's answer goes on to the client.  A compromised
 * worker may write any; those that are not known to be needed are removed.
 */
static bool
is_kept(const request_st *r, const data_string *header)
{
	switch ((enum http_header_e)header->ext) {
	case HTTP_HEADER_CONTENT_TYPE:
	case HTTP_HEADER_ALLOW:
	case HTTP_HEADER_CACHE_CONTROL:
	case HTTP_HEADER_ETAG:
		return true;
	case HTTP_HEADER_CONTENT_LENGTH:
		/* An answer to HEAD has no body whose length lighttpd could
		 * count. */
		return r->http_method == HTTP_METHOD_HEAD &&
		       r->resp_body_scratchpad >= 0;
	case HTTP_HEADER_OTHER:
		return buffer_eq_icase_slen(
			   &header->key, STR("Server-Timing")) ||
		       buffer_eq_icase_slen(&header->key, STR(HURRIED));
	default:
		return false;
	}
}

void
worker_headers_answer(request_st *r)
{
	const array *headers = &r->resp_headers;

	for (uint32_t i = 0; i < headers->used; i++) {
		const data_string *h = (data_string *)headers->data[i];
		if (!is_kept(r, h))
			http_header_response_unset(r,
			    (enum http_header_e)h->ext, BUF_PTR_LEN(&h->key));
	}
}

bool
worker_headers_is_hurried(const request_st *r)
{
	return http_header_response_get(r, HTTP_HEADER_OTHER, STR(HURRIED)) !=
	       NULL;
}

void
worker_headers_no_files(request_st *r, handler_ref fastcgi)
{
	gw_handler_ctx *hctx = r->plugin_ctx[handler_id(fastcgi)];

	if (hctx != NULL)
		hctx->opts.xsendfile_allow = 0;
}
