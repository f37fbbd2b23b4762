/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renders problems as JSON.  Knows nothing of lighttpd.
 */
#include "problem.h"

#include <stddef.h>

static const struct known {
	int status;
	const char *title;
	const char *detail;
} known[] = {
    {400, "Bad Request", "The request is malformed HTTP."},
    {401, "Unauthorized", "This server wants credentials."},
    {403, "Forbidden", "This server does not allow that."},
    {404, "Not Found", "There is nothing at this path."},
    {405, "Method Not Allowed", "This path does not take that method."},
    {408, "Request Timeout", "The request did not arrive in time."},
    {411, "Length Required",
	"A request with a body needs Content-Length or chunked encoding."},
    {413, "Content Too Large",
	"The body is larger than this server takes. Send fewer or smaller "
	"pages in one request."},
    {414, "URI Too Long", "The path or the query is too long."},
    {417, "Expectation Failed", "Only Expect: 100-continue is known."},
    {429, "Too Many Requests", "Try again after the time in Retry-After."},
    {431, "Request Header Fields Too Large",
	"The request's headers are too large altogether."},
    {500, "Internal Server Error",
	"This server failed. Sending the request again may help."},
    {501, "Not Implemented", "This server does not know that method."},
    {502, "Bad Gateway", "The worker's answer was malformed."},
    {503, "Service Unavailable", "Try again after the time in Retry-After."},
    {504, "Gateway Timeout", "The deadline passed."},
    {505, "HTTP Version Not Supported",
	"This server speaks HTTP/1.0, HTTP/1.1 and HTTP/2."},
};

static const struct known *
find(int status)
{
	static const struct known other = {
	    0, "Request Failed", "The request could not be served."};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].status == status)
			return &known[i];
	return &other;
}

char *
problem_json(const struct problem *p, const char *instance)
{
	const struct known *k = find(p->status);
	json_t *limit = p->limit_bytes > 0
			    ? json_integer((json_int_t)p->limit_bytes)
			    : NULL;
	json_t *o =
	    json_pack("{s:s, s:s, s:i, s:s, s:s, s:o*, s:s*, s:s*, s:o*}",
		"type", "about:blank", "title", k->title, "status", p->status,
		"detail", p->detail != NULL ? p->detail : k->detail, "instance",
		instance, "limit_bytes", limit, "parameter", p->parameter,
		"stage", p->stage, "supported", p->supported);
	char *text;

	if (o == NULL)
		return NULL;
	text = json_dumps(o, JSON_INDENT(2));
	json_decref(o);
	return text;
}
