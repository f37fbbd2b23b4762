/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how outcomes become HTTP.  Knows
 * nothing of what was asked or how the bytes travel.
 */
#include "response.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "render.h"
#include "utf8.h"

#define TYPE_PREFIX "urn:mod_ocr:problem:"

static const struct {
	int status;
	const char *name;
	const char *title;
} table[RESPONSE_OUTCOMES] = {
    [RESPONSE_OK] = {200, "ok", "OK"},
    [RESPONSE_NO_CONTENT] = {204, "no-content", "No Content"},
    [RESPONSE_BAD_REQUEST] = {400, "bad-request", "Bad Request"},
    [RESPONSE_NOT_FOUND] = {404, "not-found", "Not Found"},
    [RESPONSE_METHOD_NOT_ALLOWED] = {405, "method-not-allowed",
	"Method Not Allowed"},
    [RESPONSE_NOT_ACCEPTABLE] = {406, "not-acceptable", "Not Acceptable"},
    [RESPONSE_BODY_TOO_LARGE] = {413, "body-too-large", "Content Too Large"},
    [RESPONSE_UNSUPPORTED_TYPE] = {415, "unsupported-media-type",
	"Unsupported Media Type"},
    [RESPONSE_UNDECODABLE] = {422, "undecodable", "Image Cannot Be Decoded"},
    [RESPONSE_UNREADABLE] = {422, "unreadable", "Page Cannot Be Recognized"},
    [RESPONSE_TOO_MANY_PIXELS] = {422, "too-many-pixels", "Too Many Pixels"},
    [RESPONSE_TOO_MANY_PAGES] = {422, "too-many-pages", "Too Many Pages"},
    [RESPONSE_UNKNOWN_LANGUAGE] = {422, "unknown-language",
	"Language Not Installed"},
    [RESPONSE_QUARANTINED] = {422, "quarantined", "Input Quarantined"},
    /* nginx's number; nobody is there to see it. */
    [RESPONSE_CLIENT_GONE] = {499, "client-gone", "Client Gone"},
    [RESPONSE_FAULT] = {500, "fault", "Internal Server Error"},
    [RESPONSE_OUT_OF_MEMORY] = {503, "out-of-memory", "Service Unavailable"},
    [RESPONSE_DEADLINE] = {504, "deadline", "Gateway Timeout"},
};

void
response_init(struct response *r)
{
	*r = (struct response){.outcome = RESPONSE_OK,
	    .type = "text/plain; charset=utf-8",
	    .ocr_ms = -1};
}

void
response_free(struct response *r)
{
	buffer_free(&r->body);
	json_decref(r->members);
	r->members = NULL;
}

int
response_status(enum response_outcome outcome)
{
	return table[outcome].status;
}

const char *
response_name(enum response_outcome outcome)
{
	return table[outcome].name;
}

void
response_problem(
    struct response *r, enum response_outcome outcome, const char *format, ...)
{
	va_list ap;

	buffer_free(&r->body);
	json_decref(r->members);
	r->members = json_object();
	r->outcome = outcome;
	va_start(ap, format);
	vsnprintf(r->detail, sizeof(r->detail), format, ap);
	va_end(ap);
}

void
response_member(struct response *r, const char *name, json_t *value)
{
	json_object_set_new(r->members, name, value);
}

/* Make the body of a problem. */
static void
make_problem(struct response *r, const char *id)
{
	char type[96];
	json_t *problem;

	snprintf(
	    type, sizeof(type), "%s%s", TYPE_PREFIX, table[r->outcome].name);
	problem = json_pack("{s:s,s:s,s:i,s:o,s:s}", "type", type, "title",
	    table[r->outcome].title, "status", table[r->outcome].status,
	    "detail", utf8_json(r->detail), "instance", id);
	if (problem != NULL)
		json_object_update_missing(problem, r->members);
	buffer_free(&r->body);
	r->type = "application/problem+json";
	/* Without memory the status alone has to do. */
	if (render_json(problem, &r->body) == -1)
		buffer_free(&r->body);
	json_decref(problem);
}

void
response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out)
{
	if (r->outcome != RESPONSE_NO_CONTENT && r->body.failed)
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the answer.");
	if (table[r->outcome].status >= 400)
		make_problem(r, id);
	buffer_add_format(out, "Status: %d %s\r\n", table[r->outcome].status,
	    table[r->outcome].title);
	if (r->outcome != RESPONSE_NO_CONTENT)
		buffer_add_format(out,
		    "Content-Type: %s\r\nContent-Length: %zu\r\n", r->type,
		    r->body.size);
	if (r->allow[0] != '\0')
		buffer_add_format(out, "Allow: %s\r\n", r->allow);
	buffer_add_format(out, "X-Request-Id: %s\r\n", id);
	if (r->ocr_ms >= 0)
		buffer_add_format(
		    out, "Server-Timing: ocr;dur=%.1f\r\n", r->ocr_ms);
	buffer_add_text(out, "Cache-Control: no-store\r\n\r\n");
	if (with_body && r->outcome != RESPONSE_NO_CONTENT)
		buffer_add(out, r->body.data, r->body.size);
}
