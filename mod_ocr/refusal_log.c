/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals as JSON objects in lighttpd's error log.  What a client wrote is
 * shown only where it cannot be a credential: the path, and the values of the
 * options that the service knows.
 */

#include "mod_ocr.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/http/query.h"
#include "refusal_log.h"
#include "timer.h"

enum {
	PATH_SHOWN = 256,
	VALUE_SHOWN = 64,
	WORD_SHOWN = 24,
	QUERY_SHOWN = 512,
};

static const char *const outcomes[GATE_OUTCOMES] = {
    [GATE_ANSWERED] = "refused", /* the answer came, but is not sent */
    [GATE_LOCAL] = "refused",
    [GATE_REFUSED] = "refused",
    [GATE_EXPIRED] = "expired",
    [GATE_FAILED] = "failed",
};

/* Whether an option is one of those whose values may be read in the log. */
static bool
is_known_option(const char *name)
{
	static const char *const known[] = {"lang", "format", "psm", "quality",
	    "layer", "dpi", "pages", "rotate", "region", "timeout", "sign",
	    "width"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return strncmp(name, "var.", 4) == 0;
}

/*
 * Whether an unknown option may be named in the log: it looks like a word, and
 * not like a credential in the place of an option.
 */
static bool
is_word(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";
	size_t len = strlen(name);

	return len > 0 && len <= WORD_SHOWN && strspn(name, letters) == len;
}

/*
 * Appends the option whose text begins at option to the part of the log that
 * shows the query. q has its name and value.  Names and values that this
 * service does not know may be secret: an asterisk stands for them.
 */
static void
add_shown_option(buffer *shown, const struct query *q, const char *option)
{
	bool is_named = option[strcspn(option, "=&")] == '=';
	size_t len = strlen(q->value);

	if (buffer_clen(shown) > 0)
		buffer_append_char(shown, '&');
	if (is_named && is_known_option(q->name)) {
		buffer_append_string_len(shown, q->name, strlen(q->name));
		buffer_append_char(shown, '=');
		buffer_append_string_len(
		    shown, q->value, len < VALUE_SHOWN ? len : VALUE_SHOWN);
		return;
	}
	if (is_named && is_word(q->name)) {
		buffer_append_string_len(shown, q->name, strlen(q->name));
		buffer_append_char(shown, '=');
	}
	buffer_append_char(shown, '*');
}

/*
 * Returns the text, cut at the limit, as a JSON string; or NULL without memory.
 * If the text is not UTF-8, or is cut within a character, all its bytes beyond
 * ASCII become question marks.
 */
static json_t *
clean_json(const char *text, size_t size, size_t limit)
{
	size_t len = size < limit ? size : limit;
	json_t *json = json_stringn(text, len);
	char *ascii = json == NULL ? strndup(text, len) : NULL;

	if (ascii == NULL)
		return json;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)ascii[i] >= 0x80)
			ascii[i] = '?';
	json = json_stringn(ascii, strlen(ascii));
	free(ascii);
	return json;
}

/* Returns the query as the log may show it, or NULL when there is none. */
static json_t *
query_json(const buffer *query)
{
	struct query q = {.text = query->ptr, .size = buffer_clen(query)};
	enum query_result rc = QUERY_PAIR;
	buffer *shown;
	json_t *json;

	if (buffer_clen(query) == 0)
		return NULL;
	shown = buffer_init();
	while (q.size > 0 && buffer_clen(shown) < QUERY_SHOWN) {
		const char *option = q.text;
		rc = query_next(&q);
		if (rc != QUERY_PAIR)
			break;
		add_shown_option(shown, &q, option);
	}
	if (rc == QUERY_BAD || q.size > 0)
		buffer_append_string_len(shown, STR("..."));
	json = clean_json(BUF_PTR_LEN(shown), QUERY_SHOWN + QUERY_VALUE_MAX);
	buffer_free(shown);
	return json;
}

static json_t *
path_json(const buffer *path)
{
	return buffer_clen(path) > 0 ? clean_json(BUF_PTR_LEN(path), PATH_SHOWN)
				     : NULL;
}

/* Writes the object as one line of the log, and frees it. */
static void
write_line(log_error_st *errh, json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT | JSON_ENSURE_ASCII);

	json_decref(line);
	if (text != NULL)
		log_error(errh, __FILE__, __LINE__, "%s", text);
	free(text);
}

/* Returns how long the request has waited for a slot. */
static json_int_t
waited_ms(const struct gate_job *job)
{
	uint64_t end_ms =
	    job->running_ms > 0 ? job->running_ms : clock_now_ms();

	return job->queued_ms > 0 ? (json_int_t)(end_ms - job->queued_ms) : 0;
}

/*
 * Whether the problem is the end of a request that could not be served.  A
 * problem that /readyz or /requests/ID answers with is what the client asked
 * for; it has no verdict.
 */
static bool
is_refusal(const struct gate_job *job, const struct problem *problem)
{
	return outcomes[job->outcome] != NULL &&
	       (problem->verdict != NULL || job->outcome > GATE_LOCAL);
}

void
refusal_log_write(request_st *r, plugin_data *p, const struct problem *problem)
{
	const struct request_ctx *ctx = r->plugin_ctx[p->id];
	const char *verdict = problem->verdict != NULL
				  ? problem->verdict
				  : problem_name(problem->status);

	if (!is_refusal(&ctx->job, problem))
		return;
	if (!log_limit_admit(
		&p->refusals, problem->status, verdict, clock_now_ms())) {
		/* refusal_log_sum() tells how many there were. */
		timer_start(p);
		return;
	}
	write_line(r->conf.errh,
	    json_pack("{s:s, s:s, s:i, s:s, s:o*, s:o*, s:s, s:s, s:s, s:s, "
		      "s:I, s:I}",
		"event", "refused", "id", ctx->id, "status", problem->status,
		"method", http_method_buf(r->http_method)->ptr, "path",
		path_json(&r->uri.path), "query", query_json(&r->uri.query),
		"client", request_address(r)->ptr, "outcome",
		outcomes[ctx->job.outcome], "verdict", verdict, "detail",
		problem_detail(problem), "waited_ms", waited_ms(&ctx->job),
		"bytes", (json_int_t)r->reqbody_queue.bytes_in));
}

void
refusal_log_resets(const request_st *r, plugin_data *p)
{
	static const char verdict[] = "too_many_resets";

	if (!log_limit_admit(&p->refusals, 0, verdict, clock_now_ms())) {
		/* refusal_log_sum() tells how many there were. */
		timer_start(p);
		return;
	}
	write_line(p->srv->errh,
	    json_pack("{s:s, s:s, s:s}", "event", "connection closed", "client",
		request_address(r)->ptr, "verdict", verdict));
}

void
refusal_log_sum(plugin_data *p, uint64_t now_ms)
{
	struct log_kind k;

	while (log_limit_take(&p->refusals, now_ms, &k))
		write_line(p->srv->errh,
		    json_pack("{s:s, s:i, s:s, s:I, s:I}", "event",
			"refusals suppressed", "status", k.status, "verdict",
			k.verdict, "count", (json_int_t)k.suppressed, "in_ms",
			(json_int_t)(now_ms - k.began_ms)));
}
