/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem_types: the one table of them.  Knows nothing of single requests.
 */
#include "common/problem_types.h"

#define TYPE_PREFIX "urn:mod_ocr:problem:"

static const struct {
	int status;
	const char *name;
	const char *title;
} table[PROBLEM_TYPES] = {
    [PROBLEM_NONE] = {0, "none", "No Problem"},
    [PROBLEM_BAD_REQUEST] = {400, "bad-request", "Bad Request"},
    [PROBLEM_UNAUTHORIZED] = {401, "unauthorized", "Unauthorized"},
    [PROBLEM_FORBIDDEN] = {403, "forbidden", "Forbidden"},
    [PROBLEM_NOT_FOUND] = {404, "not-found", "Not Found"},
    [PROBLEM_METHOD_NOT_ALLOWED] = {405, "method-not-allowed",
	"Method Not Allowed"},
    [PROBLEM_NOT_ACCEPTABLE] = {406, "not-acceptable", "Not Acceptable"},
    [PROBLEM_REQUEST_TIMEOUT] = {408, "request-timeout", "Request Timeout"},
    [PROBLEM_LENGTH_REQUIRED] = {411, "length-required", "Length Required"},
    [PROBLEM_BODY_TOO_LARGE] = {413, "body-too-large", "Content Too Large"},
    [PROBLEM_ANSWER_TOO_LARGE] = {413, "answer-too-large", "Answer Too Large"},
    [PROBLEM_URI_TOO_LONG] = {414, "uri-too-long", "URI Too Long"},
    [PROBLEM_UNSUPPORTED_TYPE] = {415, "unsupported-media-type",
	"Unsupported Media Type"},
    [PROBLEM_RANGE] = {416, "range-not-satisfiable", "Range Not Satisfiable"},
    [PROBLEM_EXPECTATION_FAILED] = {417, "expectation-failed",
	"Expectation Failed"},
    [PROBLEM_UNDECODABLE] = {422, "undecodable", "File Cannot Be Decoded"},
    [PROBLEM_ENCRYPTED] = {422, "encrypted", "File Is Encrypted"},
    [PROBLEM_SIGNED] = {422, "signed", "File Is Signed"},
    [PROBLEM_UNREADABLE] = {422, "unreadable", "Page Cannot Be Recognized"},
    [PROBLEM_TOO_MANY_PIXELS] = {422, "too-many-pixels", "Too Many Pixels"},
    [PROBLEM_TOO_MANY_PAGES] = {422, "too-many-pages", "Too Many Pages"},
    [PROBLEM_UNKNOWN_LANGUAGE] = {422, "unknown-language",
	"Language Not Installed"},
    [PROBLEM_QUALITY_UNAVAILABLE] = {422, "quality-unavailable",
	"Quality Not Available"},
    [PROBLEM_QUARANTINED] = {422, "quarantined", "Input Quarantined"},
    [PROBLEM_TOO_MANY_REQUESTS] = {429, "too-many-requests",
	"Too Many Requests"},
    [PROBLEM_HEADERS_TOO_LARGE] = {431, "headers-too-large",
	"Request Header Fields Too Large"},
    /* nginx uses this number; the client is gone and does not see it. */
    [PROBLEM_CLIENT_GONE] = {499, "client-gone", "Client Gone"},
    [PROBLEM_FAULT] = {500, "fault", "Internal Server Error"},
    [PROBLEM_NOT_IMPLEMENTED] = {501, "not-implemented", "Not Implemented"},
    [PROBLEM_BAD_GATEWAY] = {502, "bad-gateway", "Bad Gateway"},
    [PROBLEM_UNAVAILABLE] = {503, "unavailable", "Service Unavailable"},
    [PROBLEM_OUT_OF_MEMORY] = {503, "out-of-memory", "Service Unavailable"},
    [PROBLEM_DEADLINE] = {504, "deadline", "Gateway Timeout"},
    [PROBLEM_HTTP_VERSION] = {505, "http-version",
	"HTTP Version Not Supported"},
    [PROBLEM_FAILED] = {0, "failed", "Request Failed"},
};

const char *
problem_types_name(enum problem_type type)
{
	return table[type].name;
}

int
problem_types_status(enum problem_type type)
{
	return table[type].status;
}

const char *
problem_types_title(enum problem_type type)
{
	return table[type].title;
}

enum problem_type
problem_types_of_status(int status)
{
	for (int i = PROBLEM_NONE + 1; i < PROBLEM_FAILED; i++)
		if (table[i].status == status)
			return (enum problem_type)i;
	return PROBLEM_FAILED;
}

json_t *
problem_types_json(
    enum problem_type type, int status, json_t *detail, const char *instance)
{
	return json_pack("{s:s+, s:s, s:i, s:o, s:s}", "type", TYPE_PREFIX,
	    table[type].name, "title", table[type].title, "status", status,
	    "detail", detail, "instance", instance);
}
