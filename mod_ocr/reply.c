/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The answers that the gate gives by itself, nearly all of them problems.
 * handler_module stays set, since otherwise lighttpd would replace body and
 * headers by its own HTML page.
 */

#include "mod_ocr.h"
#include "http_header.h"
#include "response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_key.h"
#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/common/problem_page.h"
#include "fcgi-worker/http/query.h"
#include "fcgi-worker/input/sniff.h"
#include "forecast.h"
#include "ocr_config.h"
#include "refusal_log.h"
#include "reply.h"
#include "upload_drain.h"
#include "web_files.h"

const struct problem reply_no_worker = {
    .status = 503,
    .verdict = "no_worker",
    .detail = "No worker can take a page now. Try again after the time in "
	      "Retry-After.",
};

const struct problem reply_shutting_down = {
    .status = 503,
    .verdict = "shutting_down",
    .detail = "This server is shutting down. Try again after the time in "
	      "Retry-After.",
};

const struct problem reply_expired_queued = {
    .status = 504,
    .verdict = "expired_queued",
    .detail = "No worker was free in time to finish this before its deadline. "
	      "Ask for more time with timeout=SECONDS, or try again later.",
    .stage = "queued",
};

const struct problem reply_slow_body = {
    .status = 408,
    .verdict = "slow_body",
    .detail = "The body came too slowly, and others wait for its place. Send "
	      "it again over a faster connection, or make it smaller.",
};

const struct problem reply_expired_running = {
    .status = 504,
    .verdict = "expired_running",
    .detail = "The deadline passed while the page was being recognized. Ask "
	      "for more time with timeout=SECONDS.",
    .stage = "running",
};

const struct problem reply_worker_failed = {
    .status = 500,
    .verdict = "worker_failed",
    .detail = "The workers that had this request failed, twice. Nothing was "
	      "recognized.",
};

const struct problem reply_no_backend = {
    .status = 500,
    .verdict = "no_backend",
    .detail = "This server's configuration leads this path to no pool.",
};

const struct problem reply_answer_too_large = {
    .status = 413,
    .type = PROBLEM_ANSWER_TOO_LARGE,
    .verdict = "answer_too_large",
    .detail = "The answer is larger than this server keeps. Ask for fewer "
	      "pages at once with pages=, or for another format.",
};

const struct problem reply_no_room = {
    .status = 503,
    .verdict = "answer_no_room",
    .detail = "There is no room for the answer now. Try again after the time "
	      "in Retry-After.",
};

const struct problem reply_refusals[GATE_VERDICTS] = {
    [GATE_QUEUE_FULL] =
	{
	    .status = 503,
	    .verdict = "queue_full",
	    .detail = "The queue is full. Try again after the time in "
		      "Retry-After.",
	},
    [GATE_SPOOL_FULL] =
	{
	    .status = 503,
	    .verdict = "spool_full",
	    .detail = "There is no room for this body now. Try again after "
		      "the time in Retry-After.",
	},
    [GATE_CLIENT_FULL] =
	{
	    .status = 429,
	    .verdict = "client_full",
	    .detail = "This client has its full share of the queue, or of the "
		      "room for bodies. Wait for answers before sending more.",
	},
    [GATE_TOO_LATE] =
	{
	    .status = 503,
	    .verdict = "too_late",
	    .detail = "The wait would pass the deadline. Try again after the "
		      "time in Retry-After, or ask for more time with "
		      "timeout=SECONDS.",
	},
};

handler_t
reply_send(
    request_st *r, plugin_data *p, int status, const char *type, char *body)
{
	http_response_body_clear(r, 0);
	r->http_status = body != NULL ? status : 503;
	r->handler_module = handler_self(p);
	if (body != NULL) {
		http_header_response_set(r, HTTP_HEADER_CONTENT_TYPE,
		    STR("Content-Type"), type, (uint32_t)strlen(type));
		chunkqueue_append_mem(&r->write_queue, body, strlen(body));
		if (body[0] != '\0' && body[strlen(body) - 1] != '\n')
			chunkqueue_append_mem(&r->write_queue, "\n", 1);
		free(body);
	}
	http_header_response_set(r, HTTP_HEADER_CACHE_CONTROL,
	    STR("Cache-Control"), STR("no-store"));
	if (upload_drain_begin(r, p, r->plugin_ctx[p->id]))
		return HANDLER_WAIT_FOR_EVENT;
	r->resp_body_started = 1;
	r->resp_body_finished = 1;
	return HANDLER_FINISHED;
}

handler_t
reply_no_content(request_st *r, plugin_data *p)
{
	r->handler_module = handler_self(p);
	r->http_status = 204;
	r->resp_body_finished = 1;
	return HANDLER_FINISHED;
}

handler_t
reply_problem(request_st *r, plugin_data *p, const struct problem *problem)
{
	struct request_ctx *ctx = r->plugin_ctx[p->id];
	char key[GATE_KEY_MAX + 1], seconds[12];
	int n;

	refusal_log_write(r, p, problem);
	if (problem->status == 503 || problem->status == 429) {
		client_key_write(ctx, key);
		n = snprintf(seconds, sizeof(seconds), "%u",
		    forecast_retry_after(&p->gate, key));
		http_header_response_set(r, HTTP_HEADER_OTHER,
		    STR("Retry-After"), seconds, (uint32_t)n);
	}
	if (!web_files_wants_html(r))
		return reply_send(r, p, problem->status,
		    "application/problem+json", problem_json(problem, ctx->id));
	http_header_response_set(r, HTTP_HEADER_CONTENT_SECURITY_POLICY,
	    STR("Content-Security-Policy"), STR("default-src 'none'; sandbox"));
	return reply_send(r, p, problem->status, PROBLEM_PAGE_TYPE,
	    problem_html(problem, ctx->id));
}

handler_t
reply_refuse(request_st *r, plugin_data *p, const struct problem *problem)
{
	struct request_ctx *ctx = r->plugin_ctx[p->id];

	gate_finish(&p->gate, &ctx->job, GATE_REFUSED, clock_now_ms());
	return reply_problem(r, p, problem);
}

handler_t
reply_too_large(request_st *r, plugin_data *p)
{
	const struct request_ctx *ctx = r->plugin_ctx[p->id];
	struct problem problem = {
	    .status = 413,
	    .limit_bytes = ocr_config_body_limit(&ctx->conf),
	};

	return reply_refuse(r, p, &problem);
}

handler_t
reply_unsupported_type(request_st *r, plugin_data *p)
{
	struct problem problem = {
	    .status = 415,
	    .detail = "The body is none of the supported types, which are "
		      "told by their first bytes.",
	    .supported = json_array(),
	};
	const buffer *type = http_header_request_get(
	    r, HTTP_HEADER_CONTENT_TYPE, STR("Content-Type"));

	/* curl sends this type unless another one is given. */
	if (type != NULL && buffer_eq_icase_slen(
				type, STR("application/x-www-form-urlencoded")))
		problem.detail =
		    "The body is none of the supported types, which are told "
		    "by their first bytes. curl -d changes the bytes of a "
		    "file: send it with --data-binary or -F file=@FILE.";
	for (int i = SNIFF_UNKNOWN + 1; i < SNIFF_TYPES; i++)
		json_array_append_new(problem.supported,
		    json_string(sniff_media_type((enum sniff_type)i)));
	return reply_refuse(r, p, &problem);
}

handler_t
reply_bad_timeout(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 400,
	    .detail = "timeout takes a whole number of seconds from 1 to 600.",
	    .parameter = "timeout",
	};

	return reply_refuse(r, p, &problem);
}

handler_t
reply_not_found(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 404,
	    .detail = "There is nothing at this path. Pages are posted to "
		      "/ocr.",
	};

	return reply_refuse(r, p, &problem);
}

handler_t
reply_not_local(request_st *r, plugin_data *p)
{
	static const struct problem problem = {
	    .status = 403,
	    .detail = "This path is for clients on the server's own machine. "
		      "Its administrator may open it: ocr.status in "
		      "mod_ocr(5).",
	};

	return reply_refuse(r, p, &problem);
}

void
reply_set_allow(request_st *r, const struct route *route)
{
	http_header_response_set(r, HTTP_HEADER_ALLOW, STR("Allow"),
	    route->allow, (uint32_t)strlen(route->allow));
}

handler_t
reply_method_not_allowed(
    request_st *r, plugin_data *p, const struct route *route)
{
	static const struct problem problem = {
	    .status = 405,
	    .detail = "This path does not take that method; the header Allow "
		      "lists the ones it takes.",
	};

	reply_set_allow(r, route);
	return reply_refuse(r, p, &problem);
}

handler_t
reply_out_of_order(request_st *r, plugin_data *p)
{
	char detail[320];
	const struct problem problem = {
	    .status = 503,
	    .verdict = "out_of_order",
	    .detail = detail,
	};

	snprintf(detail, sizeof(detail),
	    "This server can take no page now: %s. Try again after the time in "
	    "Retry-After.",
	    p->fault != NULL ? p->fault : p->spool.fault);
	return reply_refuse(r, p, &problem);
}

/* Whether s is UTF-8 without control characters. */
static bool
is_text(const char *s)
{
	json_t *json = json_string(s);

	json_decref(json);
	while (*s != '\0' && *s != '\x7f' && (unsigned char)*s >= ' ')
		s++;
	return json != NULL && *s == '\0';
}

/* Finds an option with control characters or bytes that are no UTF-8, for which
 * lighttpd refuses the URL.  Returns its name, kept in q; "query" if the name
 * has them; or NULL if there is none. */
static const char *
refused_option(const request_st *r, struct query *q)
{
	const char *text = r->target_orig.ptr;
	enum query_result rc;

	if (text == NULL || (text = strchr(text, '?')) == NULL)
		return NULL;
	*q = (struct query){.text = text + 1, .size = strlen(text + 1)};
	while ((rc = query_next(q)) == QUERY_PAIR)
		if (!is_text(q->name) || !is_text(q->value))
			break;
	if (rc == QUERY_END)
		return NULL;
	return is_text(q->name) ? q->name : "query";
}

void
reply_for_lighttpd(request_st *r, plugin_data *p)
{
	const struct request_ctx *ctx = r->plugin_ctx[p->id];
	struct problem problem = {.status = r->http_status};
	struct query q;

	if (problem.status == 413)
		problem.limit_bytes = ocr_config_body_limit(&ctx->conf);
	if (problem.status == 400)
		problem.parameter = refused_option(r, &q);
	if (problem.parameter != NULL)
		problem.detail = "The query has control characters or bytes "
				 "that are no UTF-8.";
	reply_refuse(r, p, &problem);
}
