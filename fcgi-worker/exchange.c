/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exchange: one request from its first byte to its line in the log, and the
 * last word of a process that has to end in the middle of one.
 */
#include "exchange.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "board.h"
#include "engine.h"
#include "handlers.h"
#include "journal.h"
#include "limits.h"
#include "log.h"
#include "quarantine.h"
#include "record.h"
#include "stage.h"
#include "watcher.h"

#define PIECE 65536

/* What the watcher needs of a request. */
struct job {
	FCGX_Request *fcgi;
	const struct request *q;
	struct engine *engine;
	double start_ms;
	uint64_t deadline_ms;
};

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/*
 * Whether the gateway has hung up.  It closes, and never sends
 * FCGI_ABORT_REQUEST; even a request from the accept queue may be dead.
 */
static bool
is_gone(const FCGX_Request *fcgi)
{
	struct pollfd p = {.fd = fcgi->ipcFd, .events = POLLRDHUP};

	return poll(&p, 1, 0) > 0 &&
	       (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/*
 * Read the body into ${q}, all of it even when it is refused: a gateway that
 * still writes when the connection closes may never read the answer.
 */
static void
read_body(
    FCGX_Request *fcgi, struct request *q, size_t limit, struct response *r)
{
	bool refused = q->content_length > (long long)limit;
	char piece[PIECE];
	int n;

	if (!refused && q->content_length > 0)
		buffer_reserve(&q->body, (size_t)q->content_length);
	while ((n = FCGX_GetStr(piece, sizeof(piece), fcgi->in)) > 0) {
		q->received += (size_t)n;
		refused = refused || q->received > limit;
		if (refused)
			buffer_free(&q->body);
		else
			buffer_add(&q->body, piece, (size_t)n);
	}
	if (refused) {
		response_problem(r, RESPONSE_BODY_TOO_LARGE,
		    "At most %zu bytes are accepted.", limit);
		response_member(
		    r, "limit_bytes", json_integer((json_int_t)limit));
	} else if (q->body.failed) {
		response_problem(r, RESPONSE_OUT_OF_MEMORY,
		    "There is not enough memory for the body.");
	} else if (q->content_length == -2 ||
		   (q->content_length >= 0 &&
		       q->received != (size_t)q->content_length)) {
		response_problem(r, RESPONSE_BAD_REQUEST,
		    "The body has %zu bytes, which is not what "
		    "Content-Length says.",
		    q->received);
		response_member(r, "parameter", json_string("Content-Length"));
	}
}

/* Write the answer.  Returns the bytes of it that went out. */
static size_t
send_answer(FCGX_Request *fcgi, const struct request *q, struct response *r)
{
	struct buffer out = {0};
	size_t size = 0;

	response_write(r, q->id, strcmp(q->method, "HEAD") != 0, &out);
	if (out.failed)
		FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n", fcgi->out);
	else if (FCGX_PutStr(out.data, (int)out.size, fcgi->out) ==
		 (int)out.size)
		size = out.size;
	buffer_free(&out);
	if (FCGX_FFlush(fcgi->out) == -1) {
		r->outcome = RESPONSE_CLIENT_GONE;
		size = 0;
	}
	FCGX_Finish_r(fcgi);
	return size;
}

static void
cancel(void *context)
{
	engine_cancel(((struct job *)context)->engine);
}

/* In the watcher's thread; the main thread cannot write any more. */
static void
end_process(enum watcher_end why, void *context)
{
	const struct job *job = context;
	struct buffer out = {0};
	struct response r;
	size_t sent = 0;

	response_init(&r);
	r.ocr_ms = now_ms() - job->start_ms;
	if (why == WATCHER_GONE) {
		r.outcome = RESPONSE_CLIENT_GONE;
		board_edit()->cancelled++;
		board_publish();
	} else {
		response_problem(&r, RESPONSE_DEADLINE,
		    "The deadline passed while the request was running.");
		response_member(&r, "stage", json_string("running"));
	}
	if (why == WATCHER_DEADLINE) {
		response_write(
		    &r, job->q->id, strcmp(job->q->method, "HEAD") != 0, &out);
		if (record_answer(job->fcgi->ipcFd, job->fcgi->requestId,
			out.data, out.size) == 0)
			sent = out.size;
	}
	journal_write(job->q, &r, sent, now_ms() - job->start_ms);
	_exit(0);
}

/* Show the request on the board and to the watcher. */
static void
begin(struct job *job, struct watcher_task *task, unsigned timeout)
{
	uint64_t now = board_now_ms(), left = (uint64_t)timeout * 1000;
	struct scoreboard_worker *w;

	if (job->q->deadline_ms >= 0)
		left = (uint64_t)job->q->deadline_ms;
	stage_reset();
	limits_begin(left);
	w = board_edit();
	w->state = SCOREBOARD_BUSY;
	w->request_ms = now;
	w->deadline_ms = now + left;
	snprintf(w->id, sizeof(w->id), "%s", job->q->id);
	board_publish();
	*task = (struct watcher_task){
	    job->fcgi->ipcFd, now + left, cancel, end_process, job};
	watcher_arm(task);
	stage_enter(SCOREBOARD_READING, 0, 0);
}

static void
count_cancelled(const struct response *r)
{
	if (r->outcome != RESPONSE_CLIENT_GONE)
		return;
	board_edit()->cancelled++;
	board_publish();
}

void
exchange_run(const struct handlers_context *context, FCGX_Request *fcgi,
    struct request *q)
{
	struct job job = {.fcgi = fcgi,
	    .q = q,
	    .engine = context->engine,
	    .start_ms = now_ms()};
	struct watcher_task task;
	struct response r;
	double begun, total;
	size_t sent = 0;

	response_init(&r);
	begin(&job, &task, context->options->timeout);
	if (!is_gone(fcgi))
		read_body(fcgi, q, context->options->max_bytes, &r);
	begun = now_ms();
	if (r.outcome == RESPONSE_OK && !is_gone(fcgi)) {
		handlers_run(context, q, &r);
		r.ocr_ms = now_ms() - begun;
	}
	quarantine_leave();
	watcher_disarm();
	stage_enter(SCOREBOARD_WRITING, 0, 0);
	if (is_gone(fcgi)) {
		r.outcome = RESPONSE_CLIENT_GONE;
		FCGX_Finish_r(fcgi);
	} else {
		sent = send_answer(fcgi, q, &r);
	}
	count_cancelled(&r);
	stage_enter(SCOREBOARD_WAITING, 0, 0);
	total = now_ms() - job.start_ms;
	journal_write(q, &r, sent, total);
	if (context->options->slow > 0 && total > context->options->slow * 1e3)
		journal_slow(q, total);
	response_free(&r);
}
