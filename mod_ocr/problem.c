/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renders problems as JSON.  Knows nothing of lighttpd.
 */
#include "problem.h"

#include <stddef.h>

#include "fcgi-worker/common/problem_page.h"

/* What a problem says if nothing but its type is known. */
static const char *const details[PROBLEM_TYPES] = {
    [PROBLEM_BAD_REQUEST] = "The request is malformed HTTP.",
    [PROBLEM_UNAUTHORIZED] = "This server wants credentials.",
    [PROBLEM_FORBIDDEN] = "This server does not allow that.",
    [PROBLEM_NOT_FOUND] = "There is nothing at this path.",
    [PROBLEM_METHOD_NOT_ALLOWED] = "This path does not take that method.",
    [PROBLEM_REQUEST_TIMEOUT] = "The request did not arrive in time.",
    [PROBLEM_LENGTH_REQUIRED] =
	"A request with a body needs Content-Length or chunked encoding.",
    [PROBLEM_BODY_TOO_LARGE] =
	"The body is larger than this server takes. Send fewer or smaller "
	"pages in one request.",
    [PROBLEM_URI_TOO_LONG] = "The path or the query is too long.",
    [PROBLEM_UNSUPPORTED_TYPE] = "The body is none of the supported types.",
    [PROBLEM_EXPECTATION_FAILED] = "Only Expect: 100-continue is known.",
    [PROBLEM_TOO_MANY_REQUESTS] = "Try again after the time in Retry-After.",
    [PROBLEM_HEADERS_TOO_LARGE] =
	"The request's headers are too large altogether.",
    [PROBLEM_FAULT] = "This server failed. Sending the request again may help.",
    [PROBLEM_NOT_IMPLEMENTED] =
	"This server does not know that method or transfer encoding.",
    [PROBLEM_BAD_GATEWAY] = "The worker's answer was malformed.",
    [PROBLEM_UNAVAILABLE] = "Try again after the time in Retry-After.",
    [PROBLEM_DEADLINE] = "The deadline passed.",
    [PROBLEM_HTTP_VERSION] =
	"This server speaks HTTP/1.0, HTTP/1.1 and HTTP/2.",
};

const char *
problem_name(int status)
{
	return problem_types_name(problem_types_of_status(status));
}

static enum problem_type
type_of(const struct problem *p)
{
	return p->type != PROBLEM_NONE ? p->type
				       : problem_types_of_status(p->status);
}

const char *
problem_detail(const struct problem *p)
{
	const char *detail = p->detail;

	if (detail == NULL)
		detail = details[type_of(p)];
	return detail != NULL ? detail : "The request could not be served.";
}

char *
problem_json(const struct problem *p, const char *instance)
{
	json_t *limit = p->limit_bytes > 0
			    ? json_integer((json_int_t)p->limit_bytes)
			    : NULL;
	json_t *members = json_pack("{s:o*, s:s*, s:s*, s:o*}", "limit_bytes",
	    limit, "parameter", p->parameter, "stage", p->stage, "supported",
	    p->supported);
	json_t *o = problem_types_json(
	    type_of(p), p->status, json_string(problem_detail(p)), instance);
	char *text = NULL;

	if (o != NULL && json_object_update(o, members) == 0)
		text = json_dumps(o, JSON_INDENT(2));
	json_decref(members);
	json_decref(o);
	return text;
}

char *
problem_html(const struct problem *p, const char *instance)
{
	/* Whoever renders the problem takes this over. */
	json_decref(p->supported);
	return problem_page_html(p->status, problem_types_title(type_of(p)),
	    problem_detail(p), instance);
}
