/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Drops headers that workers must not set: a worker reads strangers' bytes and
 * may have been taken over.
 */

#include "mod_ocr.h"
#include "gw_backend.h"
#include "http_header.h"

#include <string.h>
#include <strings.h>

#include "header_filter.h"

static bool
is_dropped(const buffer *name)
{
	/* Headers that are dropped, by whole names and by how names begin. */
	static const char *const names[] = {"Set-Cookie", "Set-Cookie2",
	    "Clear-Site-Data", "Strict-Transport-Security", "Alt-Svc",
	    "Service-Worker-Allowed", "Refresh", "WWW-Authenticate",
	    "Proxy-Authenticate", "Connection", "Keep-Alive", "Server", "NEL",
	    "Report-To", "Reporting-Endpoints", "Accept-CH", "Critical-CH",
	    "Public-Key-Pins", "Expect-CT", "Origin-Agent-Cluster", "Link"};
	static const char *const prefixes[] = {
	    "X-Sendfile", "X-LIGHTTPD-", "X-Accel-", "Access-Control-"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(name->ptr, names[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncasecmp(name->ptr, prefixes[i], strlen(prefixes[i])) ==
		    0)
			return true;
	return false;
}

void
header_filter_answer(request_st *r)
{
	const array *headers = &r->resp_headers;

	for (uint32_t i = 0; i < headers->used; i++) {
		const data_string *h = (data_string *)headers->data[i];
		if (is_dropped(&h->key))
			http_header_response_unset(r,
			    (enum http_header_e)h->ext, BUF_PTR_LEN(&h->key));
	}
}

void
header_filter_confine(request_st *r)
{
	const buffer *type = http_header_response_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));

	http_header_response_set(r, HTTP_HEADER_X_CONTENT_TYPE_OPTIONS,
	    STR("X-Content-Type-Options"), STR("nosniff"));
	http_header_response_set(r, HTTP_HEADER_CONTENT_SECURITY_POLICY,
	    STR("Content-Security-Policy"), STR("sandbox"));
	if (type != NULL && strncasecmp(type->ptr, STR("application/pdf")) == 0)
		http_header_response_set(r, HTTP_HEADER_OTHER,
		    STR("Content-Disposition"), STR("attachment"));
}

void
header_filter_no_files(request_st *r, handler_ref fastcgi)
{
	gw_handler_ctx *hctx = r->plugin_ctx[handler_id(fastcgi)];

	if (hctx != NULL)
		hctx->opts.xsendfile_allow = 0;
}
