/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how it becomes HTTP.  Knows
 * nothing of what was asked or how the bytes travel.
 */
#include "http/response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "common/problem_page.h"
#include "http/cors.h"

/* The answers that are no problem. */
static const struct good {
	int status;
	const char *name;
	const char *title;
} table[] = {
    {200, "ok", "OK"},
    {204, "no-content", "No Content"},
    {304, "not-modified", "Not Modified"},
};

void
response_init(struct response *r)
{
	*r = (struct response){
	    .status = 200, .type = "text/plain; charset=utf-8", .ocr_ms = -1};
}

void
response_free(struct response *r)
{
	buffer_free(&r->body);
	problem_clear(&r->problem);
}

/* Returns the table's entry for the status of r, which has no problem. */
static const struct good *
find_good(const struct response *r)
{
	size_t i = sizeof(table) / sizeof(table[0]) - 1;

	while (i > 0 && table[i].status != r->status)
		i--;
	return &table[i];
}

int
response_status(const struct response *r)
{
	return problem_is_set(&r->problem) ? r->problem.status : r->status;
}

const char *
response_name(const struct response *r)
{
	return problem_is_set(&r->problem) ? problem_types_name(r->problem.type)
					   : find_good(r)->name;
}

static const char *
title_of(const struct response *r)
{
	return problem_is_set(&r->problem)
		   ? problem_types_title(r->problem.type)
		   : find_good(r)->title;
}

void
response_client_gone(struct response *r)
{
	problem_set(&r->problem, PROBLEM_CLIENT_GONE, "The client left.");
}

int
response_too_large(struct response *r, size_t limit)
{
	problem_set(&r->problem, PROBLEM_ANSWER_TOO_LARGE,
	    "The answer would have more than %zu bytes; ask for fewer pages "
	    "at a time, or for a format that holds less.",
	    limit);
	problem_member(
	    &r->problem, "limit_bytes", json_integer((json_int_t)limit));
	return -1;
}

int
response_json(struct response *r, json_t *document)
{
	int rc = json_text_add(&r->body, document);

	r->type = "application/json";
	json_decref(document);
	return rc;
}

/* Replaces the body by the problem as an HTML page.  Without memory only the
 * status is sent. */
static void
make_problem_page(struct response *r, const char *id)
{
	char *page = problem_page_html(
	    r->problem.status, title_of(r), r->problem.detail, id);

	buffer_free(&r->body);
	r->etag[0] = '\0';
	r->type = PROBLEM_PAGE_TYPE;
	if (page != NULL)
		buffer_add_text(&r->body, page);
	free(page);
}

/* Replaces the body by the problem as JSON. */
static void
make_problem(struct response *r, const char *id)
{
	json_t *problem = problem_make_json(&r->problem, id);

	buffer_free(&r->body);
	r->etag[0] = '\0';
	r->type = "application/problem+json";
	/* Without memory only the status is sent. */
	if (json_text_add(&r->body, problem) == -1)
		buffer_free(&r->body);
	json_decref(problem);
}

static bool
has_body(const struct response *r)
{
	return problem_is_set(&r->problem) || r->status == 200;
}

/* Appends the head of the answer r to the request with this id.  A stream gets
 * no Content-Length, since that is not known yet. */
static void
write_head(
    const struct response *r, const char *id, bool stream, struct buffer *out)
{
	buffer_add_format(
	    out, "Status: %d %s\r\n", response_status(r), title_of(r));
	if (has_body(r))
		buffer_add_format(out, "Content-Type: %s\r\n", r->type);
	if (has_body(r) && !stream)
		buffer_add_format(out, "Content-Length: %zu\r\n", r->body.size);
	if (r->allow[0] != '\0')
		buffer_add_format(out, "Allow: %s\r\n", r->allow);
	if (r->etag[0] != '\0')
		buffer_add_format(out, "ETag: %s\r\n", r->etag);
	if (r->is_hurried)
		buffer_add_text(out, "X-OCR-Hurried: 1\r\n");
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
	if (!r->head_sent) {
		r->ocr_ms = clock_exact_ms() - r->start_ms;
		write_head(r, id, true, &out);
	}
	buffer_add(&out, r->body.data, r->body.size);
	if (out.failed) {
		problem_no_memory(&r->problem, "the answer");
	} else {
		r->head_sent = true;
		r->sent += r->body.size;
		rc = r->sink->send(r->sink, &out);
		if (rc == -1)
			response_client_gone(r);
	}
	buffer_free(&out);
	buffer_free(&r->body);
	return rc;
}

bool
response_is_cut(const struct response *r)
{
	return r->head_sent && problem_is_set(&r->problem) && !r->is_lines;
}

void
response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out)
{
	if (!problem_is_set(&r->problem) && has_body(r) && r->body.failed)
		problem_no_memory(&r->problem, "the answer");
	if (problem_is_set(&r->problem) && r->html_problem && !r->head_sent)
		make_problem_page(r, id);
	else if (problem_is_set(&r->problem))
		make_problem(r, id);
	/* If a part was sent already, a problem is only added to it. */
	if (!r->head_sent)
		write_head(r, id, false, out);
	if (with_body && has_body(r))
		buffer_add(out, r->body.data, r->body.size);
}
