/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers that the gate adds to answers: those that every answer has, and
 * those that keep a browser from running what it opens, such as
 * Content-Disposition: attachment for a PDF.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <string.h>
#include <strings.h>

#include "answer_headers.h"
#include "decimal.h"
#include "fcgi-worker/base/clock.h"

/*
 * Replaces the header Server, which tells lighttpd's version, unless the
 * configuration sets server.tag.
 */
static void
hide_version(request_st *r)
{
	/* lighttpd's HTTP/2 wants the header's name behind the value. */
	static char text[] = "lighttpd\0server";
	static const buffer tag = {
	    .ptr = text,
	    .used = sizeof("lighttpd"),
	    .size = sizeof(text),
	};

	if (r->conf.server_tag == r->con->srv->default_server_tag)
		r->conf.server_tag = &tag;
}

/* Adds how long the request waited to what the worker says of its own time. */
static void
add_timing(request_st *r, uint64_t waited_ms)
{
	const buffer *of_worker = http_header_response_get(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"));
	buffer *timing = r->tmp_buf;
	char text[DECIMAL_MAX + 16] = "queue;dur=";
	size_t len = strlen("queue;dur=");

	len += decimal_write(text + len, waited_ms);
	buffer_copy_string_len(timing, text, len);
	if (of_worker != NULL && buffer_clen(of_worker) > 0)
		buffer_append_str2(timing, STR(", "), BUF_PTR_LEN(of_worker));
	else
		buffer_append_string_len(timing, STR(", ocr;dur=0"));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"), BUF_PTR_LEN(timing));
}

void
answer_headers_add(request_st *r, const struct request_ctx *ctx)
{
	const struct gate_job *job = &ctx->job;
	uint64_t waited_until_ms =
	    job->running_ms > 0 ? job->running_ms : clock_now_ms();
	char position[DECIMAL_MAX];

	hide_version(r);
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("X-Request-Id"), ctx->id, ctx->id_length);
	if (job->replayed)
		http_header_response_set(
		    r, HTTP_HEADER_OTHER, STR("X-OCR-Replayed"), STR("1"));
	if (job->position > 0)
		http_header_response_set(r, HTTP_HEADER_OTHER,
		    STR("X-Queue-Position"), position,
		    (uint32_t)decimal_write(position, job->position));
	add_timing(
	    r, job->queued_ms > 0 ? waited_until_ms - job->queued_ms : 0);
}

void
answer_headers_confine(request_st *r)
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
