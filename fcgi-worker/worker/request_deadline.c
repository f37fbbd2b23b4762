/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_deadline: until when a request may run.  When watchdog.c notices that
 * the deadline has passed or that the client has left while a page is read,
 * functions here stop the work, or answer 504 and end the process.
 */
#include "worker/request_deadline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/accept.h"
#include "http/response.h"
#include "ocr/page_threads.h"
#include "sandbox/rlimits.h"
#include "shm/own_entry.h"
#include "shm/scoreboard.h"
#include "worker/access_log.h"
#include "worker/fcgi_record.h"

/*
 * Asks all threads that recognize to stop.  Returns whether all of them stop
 * soon.
 */
static bool
cancel_request(void *context)
{
	bool soon = engine_cancel(((struct request_deadline *)context)->engine);

	return page_threads_cancel() && soon;
}

/* To be called in the watchdog's thread, when the main thread cannot begin to
 * answer any more.  Answers 504 if nothing of an answer was sent; otherwise the
 * answer is cut off, so that no gateway takes it for complete.  Logs the
 * request and ends the process. */
static void
end_process(enum watchdog_end why, void *context)
{
	const struct request_deadline *d = context;
	struct buffer out = {0};
	struct response r;
	size_t sent = 0;

	response_init(&r);
	r.cors_origin = d->cors_origin;
	r.html_problem = accept_prefers_html(request_header(d->q, "Accept"));
	r.ocr_ms = clock_exact_ms() - d->start_ms;
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
		    &r, d->q->id, strcmp(d->q->method, "HEAD") != 0, &out);
		if (fcgi_record_write(d->fcgi->ipcFd, d->fcgi->requestId,
			out.data, out.size) == 0)
			sent = out.size;
	}
	access_log_write(d->q, &r, sent, clock_exact_ms() - d->start_ms);
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
request_deadline_begin(struct request_deadline *d, unsigned timeout)
{
	uint64_t now = clock_now_ms(), allowed_ms = (uint64_t)timeout * 1000;
	struct scoreboard_worker *w;

	/*
	 * The time is never more than --timeout, since the master counts on
	 * that.
	 */
	if (d->q->deadline_ms >= 0 && (uint64_t)d->q->deadline_ms < allowed_ms)
		allowed_ms = (uint64_t)d->q->deadline_ms;
	limit_processor(now + allowed_ms);
	w = own_entry_edit();
	w->state = SCOREBOARD_BUSY;
	w->request_ms = now;
	w->deadline_ms = now + allowed_ms;
	snprintf(w->id, sizeof(w->id), "%s", d->q->id);
	own_entry_publish();
	d->task = (struct watchdog_task){
	    d->fcgi->ipcFd, now + allowed_ms, cancel_request, end_process, d};
	watchdog_arm(&d->task);
}

void
request_deadline_shorten(uint64_t deadline_ms)
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
