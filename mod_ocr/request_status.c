/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where one request stands: in the gate, and in the scoreboard once a worker
 * has it.
 */

#include "mod_ocr.h"

#include <jansson.h>
#include <string.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "forecast.h"
#include "request_status.h"

static const char *const states[] = {
    [GATE_NEW] = "reading",
    [GATE_READING] = "reading",
    [GATE_QUEUED] = "queued",
    [GATE_RUNNING] = "running",
    [GATE_SHARING] = "sharing",
    [GATE_DONE] = "done",
};

/*
 * Reads row i of the scoreboard.  Returns whether its worker has the request
 * with this id.
 */
static bool
has_request(const struct scoreboard *board, unsigned i, const char *id,
    struct scoreboard_worker *out)
{
	return scoreboard_read_worker(board, i, out) &&
	       out->state != SCOREBOARD_IDLE &&
	       memcmp(out->id, id, strlen(id) + 1) == 0;
}

/*
 * Finds the worker that has the request in the scoreboard, and copies its row.
 * Looks first at the row where it was the last time.  Returns false if no
 * worker has the request.
 */
static bool
find_worker(const plugin_data *p, struct request_ctx *ctx,
    struct scoreboard_worker *out)
{
	const struct scoreboard *board = p->scoreboard;

	if (board == NULL || ctx->job.state != GATE_RUNNING)
		return false;
	if (ctx->worker < board->workers &&
	    has_request(board, ctx->worker, ctx->id, out))
		return true;
	for (unsigned i = 0; i < board->workers; i++)
		if (has_request(board, i, ctx->id, out)) {
			ctx->worker = i;
			return true;
		}
	return false;
}

static void
set_number(json_t *o, const char *name, uint64_t value)
{
	json_object_set_new(o, name, json_integer((json_int_t)value));
}

char *
request_status_json(plugin_data *p, struct request_ctx *ctx, uint64_t now_ms)
{
	const struct gate_job *job = &ctx->job;
	struct scoreboard_worker w;
	json_t *o = json_object();
	int64_t left_ms;
	char *text;

	json_object_set_new(o, "id", json_string(ctx->id));
	json_object_set_new(o, "state", json_string(states[job->state]));
	if (job->state == GATE_QUEUED)
		set_number(o, "position", forecast_position(&p->gate, job));
	/* A worker is not trusted: it may write any number. */
	if (!find_worker(p, ctx, &w) || w.page > w.pages)
		w.page = 0;
	if (w.page > 0) {
		set_number(o, "page", w.page);
		set_number(o, "pages", w.pages);
	} else {
		w.pages = 0;
	}
	left_ms = forecast_left_ms(&p->gate, job, w.page, w.pages, now_ms);
	if (left_ms >= 0)
		set_number(o, "left_ms", (uint64_t)left_ms);
	set_number(o, "age_ms", now_ms - job->arrived_ms);
	if (job->state != GATE_DONE)
		set_number(o, "deadline_ms",
		    job->deadline_ms > now_ms ? job->deadline_ms - now_ms : 0);
	text = json_dumps(o, JSON_INDENT(2));
	json_decref(o);
	return text;
}
