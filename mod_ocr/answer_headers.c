/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers that every answer has.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <string.h>

#include "answer_headers.h"
#include "fcgi-worker/base/clock.h"

/*
 * Replaces the header Server, which tells lighttpd's version, unless the
 * configuration sets server.tag.
 */
static void
hide_version(request_st *r)
{
	if (r->conf.server_tag == r->con->srv->default_server_tag)
		http_header_response_set(
		    r, HTTP_HEADER_SERVER, STR("Server"), STR("lighttpd"));
}

void
answer_headers_add(request_st *r, const struct request_ctx *ctx)
{
	const struct gate_job *job = &ctx->job;
	buffer *timing = r->tmp_buf;
	const buffer *of_worker = http_header_response_get(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"));
	uint64_t waited_until_ms =
	    job->running_ms > 0 ? job->running_ms : clock_now_ms();
	uint64_t waited_ms =
	    job->queued_ms > 0 ? waited_until_ms - job->queued_ms : 0;

	hide_version(r);
	http_header_response_set(r, HTTP_HEADER_OTHER, STR("X-Request-Id"),
	    ctx->id, (uint32_t)strlen(ctx->id));
	if (job->replayed)
		http_header_response_set(
		    r, HTTP_HEADER_OTHER, STR("X-OCR-Replayed"), STR("1"));
	if (job->position > 0)
		buffer_append_int(
		    http_header_response_set_ptr(
			r, HTTP_HEADER_OTHER, STR("X-Queue-Position")),
		    job->position);
	buffer_copy_string_len(timing, STR("queue;dur="));
	buffer_append_int(timing, (intmax_t)waited_ms);
	if (of_worker != NULL && buffer_clen(of_worker) > 0)
		buffer_append_str2(timing, STR(", "), BUF_PTR_LEN(of_worker));
	else
		buffer_append_string_len(timing, STR(", ocr;dur=0"));
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("Server-Timing"), BUF_PTR_LEN(timing));
}
