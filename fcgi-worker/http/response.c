/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how outcomes become HTTP.  Knows
 * nothing of what was asked or how the bytes travel.
 */
#include "http/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "http/cors.h"
#include "base/utf8.h"
#include "base/json_text.h"

#define TYPE_PREFIX "urn:mod_ocr:problem:"

static const struct {
	int status;
	const char *name;
	const char *title;
} table[RESPONSE_OUTCOMES] = {
    [RESPONSE_OK] = {200, "ok", "OK"},
    [RESPONSE_NO_CONTENT] = {204, "no-content", "No Content"},
    [RESPONSE_NOT_MODIFIED] = {304, "not-modified", "Not Modified"},
    [RESPONSE_BAD_REQUEST] = {400, "bad-request", "Bad Request"},
    [RESPONSE_NOT_FOUND] = {404, "not-found", "Not Found"},
    [RESPONSE_METHOD_NOT_ALLOWED] = {405, "method-not-allowed",
	"Method Not Allowed"},
    [RESPONSE_NOT_ACCEPTABLE] = {406, "not-acceptable", "Not Acceptable"},
    [RESPONSE_BODY_TOO_LARGE] = {413, "body-too-large", "Content Too Large"},
    [RESPONSE_ANSWER_TOO_LARGE] = {413, "answer-too-large", "Answer Too Large"},
    [RESPONSE_UNSUPPORTED_TYPE] = {415, "unsupported-media-type",
	"Unsupported Media Type"},
    [RESPONSE_UNDECODABLE] = {422, "undecodable", "File Cannot Be Decoded"},
    [RESPONSE_ENCRYPTED] = {422, "encrypted", "File Is Encrypted"},
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

double
response_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

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
	r->etag[0] = '\0';
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
	if (json_text_add(&r->body, problem) == -1)
		buffer_free(&r->body);
	json_decref(problem);
}

static bool
has_body(const struct response *r)
{
	return r->outcome != RESPONSE_NO_CONTENT &&
	       r->outcome != RESPONSE_NOT_MODIFIED;
}

/* Append the head; of a stream nobody knows the length yet. */
static void
write_head(
    const struct response *r, const char *id, bool stream, struct buffer *out)
{
	buffer_add_format(out, "Status: %d %s\r\n", table[r->outcome].status,
	    table[r->outcome].title);
	if (has_body(r))
		buffer_add_format(out, "Content-Type: %s\r\n", r->type);
	if (has_body(r) && !stream)
		buffer_add_format(out, "Content-Length: %zu\r\n", r->body.size);
	if (r->allow[0] != '\0')
		buffer_add_format(out, "Allow: %s\r\n", r->allow);
	if (r->etag[0] != '\0')
		buffer_add_format(out, "ETag: %s\r\n", r->etag);
	buffer_add_format(out, "X-Request-Id: %s\r\n", id);
	buffer_add_format(out, "Server-Timing: ocr;dur=%.1f\r\n",
	    r->ocr_ms > 0 ? r->ocr_ms : 0);
	cors_write(r, out);
	buffer_add_format(out, "Cache-Control: %s\r\n\r\n",
	    r->etag[0] != '\0' ? "no-cache" : "no-store");
}

int
response_flush(struct response *r, const char *id)
{
	struct buffer out = {0};
	int rc = -1;

	if (r->sink == NULL)
		return 0;
	if (!r->begun) {
		r->ocr_ms = response_now_ms() - r->begun_ms;
		write_head(r, id, true, &out);
	}
	buffer_add(&out, r->body.data, r->body.size);
	if (out.failed) {
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the answer.");
	} else {
		r->begun = true;
		r->sent += r->body.size;
		rc = r->sink->send(r->sink, &out);
		if (rc == -1)
			r->outcome = RESPONSE_CLIENT_GONE;
	}
	buffer_free(&out);
	buffer_free(&r->body);
	return rc;
}

void
response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out)
{
	if (has_body(r) && r->body.failed)
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the answer.");
	if (table[r->outcome].status >= 400)
		make_problem(r, id);
	if (!r->begun)
		write_head(r, id, false, out);
	if (with_body && has_body(r))
		buffer_add(out, r->body.data, r->body.size);
}
