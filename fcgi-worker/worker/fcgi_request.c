/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi_request: one request from its first byte to its line in the log.  What
 * happens at its deadline, and when its client leaves while a page is read, is
 * in request_deadline.c.
 */
#include "worker/fcgi_request.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "handlers/handlers.h"
#include "http/accept.h"
#include "shm/own_entry.h"
#include "shm/progress.h"
#include "shm/quarantine.h"
#include "shm/scoreboard.h"
#include "worker/access_log.h"
#include "worker/request_body.h"
#include "worker/request_deadline.h"
#include "worker/watchdog.h"

/* A request, and the client at the other end. */
struct job {
	struct response_sink
	    sink; /* first, so that a pointer to it is one to the job */
	FCGX_Request *fcgi;
	const struct request *q;
	size_t sent; /* bytes of the answer that were sent */
	struct request_deadline deadline;
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
	progress_reset();
	request_deadline_begin(&job->deadline, context->options->timeout);
	progress_enter(SCOREBOARD_READING, 0, 0);
	if (!gateway_is_gone(job->fcgi))
		request_body_read(
		    job->fcgi->in, q, context->options->max_bytes, &r->problem);
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
	    .q = q,
	    .deadline = {.fcgi = fcgi,
		.q = q,
		.cors_origin = context->options->cors_origin,
		.engine = context->engine,
		.start_ms = clock_exact_ms()}};
	struct response r;
	double total;

	response_init(&r);
	r.cors_origin = context->options->cors_origin;
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
	total = clock_exact_ms() - job.deadline.start_ms;
	access_log_write(q, &r, job.sent, total);
	if (context->options->slow > 0 && total > context->options->slow * 1e3)
		access_log_slow(q, total);
	response_free(&r);
}
