/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renders problems as JSON.  Knows nothing of lighttpd.
 */
#include "problem.h"

#include <stddef.h>

static const struct known {
	int status;
	const char *name; /* as the pool has it, where it knows the same */
	const char *title;
	const char *detail;
} known[] = {
    {400, "bad-request", "Bad Request", "The request is malformed HTTP."},
    {401, "unauthorized", "Unauthorized", "This server wants credentials."},
    {403, "forbidden", "Forbidden", "This server does not allow that."},
    {404, "not-found", "Not Found", "There is nothing at this path."},
    {405, "method-not-allowed", "Method Not Allowed",
	"This path does not take that method."},
    {408, "request-timeout", "Request Timeout",
	"The request did not arrive in time."},
    {411, "length-required", "Length Required",
	"A request with a body needs Content-Length or chunked encoding."},
    {413, "body-too-large", "Content Too Large",
	"The body is larger than this server takes. Send fewer or smaller "
	"pages in one request."},
    {414, "uri-too-long", "URI Too Long", "The path or the query is too long."},
    {415, "unsupported-media-type", "Unsupported Media Type",
	"The body is none of the supported types."},
    {417, "expectation-failed", "Expectation Failed",
	"Only Expect: 100-continue is known."},
    {429, "too-many-requests", "Too Many Requests",
	"Try again after the time in Retry-After."},
    {431, "headers-too-large", "Request Header Fields Too Large",
	"The request's headers are too large altogether."},
    {500, "fault", "Internal Server Error",
	"This server failed. Sending the request again may help."},
    {501, "not-implemented", "Not Implemented",
	"This server does not know that method or transfer encoding."},
    {502, "bad-gateway", "Bad Gateway", "The worker's answer was malformed."},
    {503, "unavailable", "Service Unavailable",
	"Try again after the time in Retry-After."},
    {504, "deadline", "Gateway Timeout", "The deadline passed."},
    {505, "http-version", "HTTP Version Not Supported",
	"This server speaks HTTP/1.0, HTTP/1.1 and HTTP/2."},
};

static const struct known *
find(int status)
{
	static const struct known other = {
	    0, "failed", "Request Failed", "The request could not be served."};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].status == status)
			return &known[i];
	return &other;
}

const char *
problem_name(int status)
{
	return find(status)->name;
}

const char *
problem_detail(const struct problem *p)
{
	return p->detail != NULL ? p->detail : find(p->status)->detail;
}

char *
problem_json(const struct problem *p, const char *instance)
{
	const struct known *k = find(p->status);
	json_t *limit = p->limit_bytes > 0
			    ? json_integer((json_int_t)p->limit_bytes)
			    : NULL;
	json_t *o =
	    json_pack("{s:s+, s:s, s:i, s:s, s:s, s:o*, s:s*, s:s*, s:o*}",
		"type", "urn:mod_ocr:problem:", k->name, "title", k->title,
		"status", p->status, "detail", problem_detail(p), "instance",
		instance, "limit_bytes", limit, "parameter", p->parameter,
		"stage", p->stage, "supported", p->supported);
	char *text;

	if (o == NULL)
		return NULL;
	text = json_dumps(o, JSON_INDENT(2));
	json_decref(o);
	return text;
}
