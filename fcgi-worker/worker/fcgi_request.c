/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi_request: one request from its first byte to its line in the log.  When
 * watchdog.c notices that its client leaves or its deadline passes while a page
 * is read, functions here stop the work, or answer 504 and end the process.
 */
#include "worker/fcgi_request.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "engine/engine.h"
#include "handlers/handlers.h"
#include "http/accept.h"
#include "ocr/page_threads.h"
#include "sandbox/rlimits.h"
#include "shm/own_entry.h"
#include "shm/progress.h"
#include "shm/quarantine.h"
#include "shm/scoreboard.h"
#include "worker/access_log.h"
#include "worker/fcgi_record.h"
#include "worker/watchdog.h"

#define PIECE 65536

/* What the watchdog needs of a request, and the client at the other end. */
struct job {
	struct response_sink
	    sink; /* first, so that a pointer to it is one to the job */
	FCGX_Request *fcgi;
	size_t sent; /* bytes of the answer that were sent */
	const char *cors_origin;
	const struct request *q;
	struct engine *engine;
	double start_ms;
	uint64_t deadline_ms;
};

/*
 * Whether the gateway has closed the connection, which is how it gives a
 * request up: it never sends FCGI_ABORT_REQUEST.  It may have done so while the
 * request was in the accept queue.
 */
static bool
gateway_is_gone(const FCGX_Request *fcgi)
{
	struct pollfd p = {.fd = fcgi->ipcFd, .events = POLLRDHUP};

	return poll(&p, 1, 0) > 0 &&
	       (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/*
 * Reads the body into q.  Sets p if the body is too large or not as long as
 * Content-Length says, or without memory.  Reads all of it even when it is
 * refused: a gateway that still writes when the connection closes may never
 * read the answer.
 */
static void
read_body(
    FCGX_Request *fcgi, struct request *q, size_t limit, struct problem *p)
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
		problem_set(p, PROBLEM_BODY_TOO_LARGE,
		    "At most %zu bytes are accepted.", limit);
		problem_member(
		    p, "limit_bytes", json_integer((json_int_t)limit));
	} else if (q->body.failed) {
		problem_no_memory(p, "the body");
	} else if (q->content_length == -2 || /* it is no number */
		   (q->content_length >= 0 &&
		       q->received != (size_t)q->content_length)) {
		problem_bad_parameter(p, "Content-Length",
		    "The body has %zu bytes, which is not what "
		    "Content-Length says.",
		    q->received);
	}
}

/*
 * Sends bytes to the gateway, and counts them.  Returns 0, or -1 when the
 * gateway is gone.
 */
static int
send_piece(struct job *job, const struct buffer *bytes)
{
	FCGX_Stream *out = job->fcgi->out;

	if (bytes->size == 0)
		return 0;
	if (gateway_is_gone(job->fcgi) ||
	    FCGX_PutStr(bytes->data, (int)bytes->size, out) !=
		(int)bytes->size ||
	    FCGX_FFlush(out) == -1)
		return -1;
	job->sent += bytes->size;
	return 0;
}

/* Sends a part of an answer while the rest is still worked on.  Returns 0, or
 * -1 if the connection broke. */
static int
send_part(struct response_sink *sink, const struct buffer *bytes)
{
	watchdog_response_started();
	return send_piece((struct job *)sink, bytes);
}

/*
 * Writes the answer, or what has not been sent of it.  The body is sent from
 * where it is: it may be large, so it is not copied.
 */
static void
send_answer(struct job *job, struct response *r)
{
	bool head_only = strcmp(job->q->method, "HEAD") == 0;
	struct buffer out = {0};

	if (response_is_cut(r)) {
		/* Without its last record, no gateway takes the answer for
		 * complete. */
		FCGX_Free(job->fcgi, 1);
		return;
	}
	response_write(r, job->q->id, false, &out);
	if (out.failed) {
		if (!r->head_sent)
			FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n",
			    job->fcgi->out);
	} else if (send_piece(job, &out) == -1 ||
		   (!head_only && send_piece(job, &r->body) == -1)) {
		response_client_gone(r);
	}
	buffer_free(&out);
	FCGX_Finish_r(job->fcgi);
}

/*
 * Asks all threads that recognize to stop.  Returns whether all of them stop
 * soon.
 */
static bool
cancel_request(void *context)
{
	bool soon = engine_cancel(((struct job *)context)->engine);

	return page_threads_cancel() && soon;
}

/* To be called in the watchdog's thread, when the main thread cannot begin to
 * answer any more.  Answers 504 if nothing of an answer was sent; otherwise the
 * answer is cut off, so that no gateway takes it for complete.  Logs the
 * request and ends the process. */
static void
end_process(enum watchdog_end why, void *context)
{
	const struct job *job = context;
	struct buffer out = {0};
	struct response r;
	size_t sent = 0;

	response_init(&r);
	r.cors_origin = job->cors_origin;
	r.html_problem = accept_prefers_html(request_header(job->q, "Accept"));
	r.ocr_ms = clock_exact_ms() - job->start_ms;
	if (why == WATCHDOG_GONE) {
		response_client_gone(&r);
		own_entry_edit()->cancelled++;
		own_entry_publish();
	} else {
		problem_set(&r.problem, PROBLEM_DEADLINE,
		    "The deadline passed while the request was running.");
		problem_member(&r.problem, "stage", json_string("running"));
	}
	if (why == WATCHDOG_DEADLINE) {
		response_write(
		    &r, job->q->id, strcmp(job->q->method, "HEAD") != 0, &out);
		if (fcgi_record_write(job->fcgi->ipcFd, job->fcgi->requestId,
			out.data, out.size) == 0)
			sent = out.size;
	}
	access_log_write(job->q, &r, sent, clock_exact_ms() - job->start_ms);
	_exit(0);
}

/* Makes the kernel limit the processor time of the process until the deadline.
 */
static void
limit_processor(uint64_t deadline_ms)
{
	uint64_t now = clock_now_ms();

	rlimits_set_processor(deadline_ms > now ? deadline_ms - now : 1);
}

void
fcgi_request_set_deadline(uint64_t deadline_ms)
{
	struct scoreboard_worker *w = own_entry_edit();
	bool sooner = deadline_ms < w->deadline_ms;

	if (sooner)
		w->deadline_ms = deadline_ms;
	own_entry_publish();
	if (!sooner)
		return;
	limit_processor(deadline_ms);
	watchdog_set_deadline(deadline_ms);
}

/* Shows in the scoreboard that the request is being worked on, and has the
 * watchdog watch its client and its deadline. */
static void
begin_request(struct job *job, struct watchdog_task *task, unsigned timeout)
{
	uint64_t now = clock_now_ms(), allowed_ms = (uint64_t)timeout * 1000;
	struct scoreboard_worker *w;

	/*
	 * The time is never more than --timeout, since the master counts on
	 * that.
	 */
	if (job->q->deadline_ms >= 0 &&
	    (uint64_t)job->q->deadline_ms < allowed_ms)
		allowed_ms = (uint64_t)job->q->deadline_ms;
	progress_reset();
	limit_processor(now + allowed_ms);
	w = own_entry_edit();
	w->state = SCOREBOARD_BUSY;
	w->request_ms = now;
	w->deadline_ms = now + allowed_ms;
	snprintf(w->id, sizeof(w->id), "%s", job->q->id);
	own_entry_publish();
	*task = (struct watchdog_task){job->fcgi->ipcFd, now + allowed_ms,
	    cancel_request, end_process, job};
	watchdog_arm(task);
	progress_enter(SCOREBOARD_READING, 0, 0);
}

/* Counts the request on the scoreboard as cancelled if its client is gone. */
static void
count_cancelled(const struct response *r)
{
	if (r->problem.type != PROBLEM_CLIENT_GONE)
		return;
	own_entry_edit()->cancelled++;
	own_entry_publish();
}

/*
 * Works on the request, and fills r, while the watchdog watches.  Does nothing
 * once the gateway is gone.
 */
static void
handle_request(const struct ocr_context *context, struct job *job,
    struct request *q, struct response *r)
{
	struct watchdog_task task;

	begin_request(job, &task, context->options->timeout);
	if (!gateway_is_gone(job->fcgi))
		read_body(
		    job->fcgi, q, context->options->max_bytes, &r->problem);
	r->start_ms = clock_exact_ms();
	if (!problem_is_set(&r->problem) && !gateway_is_gone(job->fcgi)) {
		r->sink = &job->sink;
		handlers_run(context, q, r);
		/*
		 * The limit holds for every answer that is sent in one piece,
		 * whichever handler made it.
		 */
		if (!r->head_sent && !problem_is_set(&r->problem) &&
		    r->body.size > context->options->max_answer)
			response_too_large(r, context->options->max_answer);
		r->ocr_ms = clock_exact_ms() - r->start_ms;
	}
	quarantine_leave();
	watchdog_disarm();
}

void
fcgi_request_run(
    const struct ocr_context *context, FCGX_Request *fcgi, struct request *q)
{
	struct job job = {.sink = {send_part},
	    .fcgi = fcgi,
	    .cors_origin = context->options->cors_origin,
	    .q = q,
	    .engine = context->engine,
	    .start_ms = clock_exact_ms()};
	struct response r;
	double total;

	response_init(&r);
	r.cors_origin = job.cors_origin;
	r.html_problem = accept_prefers_html(request_header(q, "Accept"));
	handle_request(context, &job, q, &r);
	progress_enter(SCOREBOARD_WRITING, 0, 0);
	if (gateway_is_gone(fcgi)) {
		response_client_gone(&r);
		FCGX_Finish_r(fcgi);
	} else {
		send_answer(&job, &r);
	}
	count_cancelled(&r);
	progress_enter(SCOREBOARD_WAITING, 0, 0);
	total = clock_exact_ms() - job.start_ms;
	access_log_write(q, &r, job.sent, total);
	if (context->options->slow > 0 && total > context->options->slow * 1e3)
		access_log_slow(q, total);
	response_free(&r);
}
