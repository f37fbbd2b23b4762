/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem_types: what can be wrong with a request, or with this server, as
 * problem details (RFC 9457) tell it.  One table for both programs.
 */
#ifndef FCGI_WORKER_COMMON_PROBLEM_TYPES_H
#define FCGI_WORKER_COMMON_PROBLEM_TYPES_H

#include <jansson.h>

enum problem_type {
	PROBLEM_NONE, /* there is no problem */
	PROBLEM_BAD_REQUEST,
	PROBLEM_UNAUTHORIZED,
	PROBLEM_FORBIDDEN,
	PROBLEM_NOT_FOUND,
	PROBLEM_METHOD_NOT_ALLOWED,
	PROBLEM_NOT_ACCEPTABLE,
	PROBLEM_REQUEST_TIMEOUT,
	PROBLEM_LENGTH_REQUIRED,
	PROBLEM_BODY_TOO_LARGE,
	PROBLEM_ANSWER_TOO_LARGE,
	PROBLEM_URI_TOO_LONG,
	PROBLEM_UNSUPPORTED_TYPE,
	PROBLEM_RANGE,
	PROBLEM_EXPECTATION_FAILED,
	PROBLEM_UNDECODABLE,
	PROBLEM_ENCRYPTED,
	PROBLEM_SIGNED,
	PROBLEM_UNREADABLE,
	PROBLEM_TOO_MANY_PIXELS,
	PROBLEM_TOO_MANY_PAGES,
	PROBLEM_UNKNOWN_LANGUAGE,
	PROBLEM_QUALITY_UNAVAILABLE,
	PROBLEM_QUARANTINED,
	PROBLEM_TOO_MANY_REQUESTS,
	PROBLEM_HEADERS_TOO_LARGE,
	PROBLEM_CLIENT_GONE, /* the client left; for the log alone */
	PROBLEM_FAULT,
	PROBLEM_NOT_IMPLEMENTED,
	PROBLEM_BAD_GATEWAY,
	PROBLEM_UNAVAILABLE,
	PROBLEM_OUT_OF_MEMORY,
	PROBLEM_DEADLINE,
	PROBLEM_HTTP_VERSION,
	PROBLEM_FAILED, /* any other status */
	PROBLEM_TYPES
};

/*
 * Return the last part of a type's URI, its HTTP status, and its title.
 * PROBLEM_NONE and PROBLEM_FAILED have no status of their own, but 0.
 */
const char *problem_types_name(enum problem_type type);
int problem_types_status(enum problem_type type);
const char *problem_types_title(enum problem_type type);

/* Returns the first type of the table that has this status, else
 * PROBLEM_FAILED. */
enum problem_type problem_types_of_status(int status);

/*
 * Returns the members that every problem has: type, title, status, detail, and
 * instance, the request's id.  detail, a string, is taken over.  The caller
 * drops the object; NULL without memory.
 */
json_t *problem_types_json(
    enum problem_type type, int status, json_t *detail, const char *instance);

#endif
