/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker: the process that answers, one request at a time.  Knows nothing of
 * what a handler does.  When and why it ends is in worker_exit.c.
 */
#include "worker/worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/proctitle.h"
#include "base/wiped_heap.h"
#include "base/wiped_stack.h"
#include "engine/engine.h"
#include "engine/engine_set.h"
#include "input/image.h"
#include "ocr/page_threads.h"
#include "sandbox/confine.h"
#include "sandbox/rlimits.h"
#include "shm/own_entry.h"
#include "shm/progress.h"
#include "shm/scoreboard.h"
#include "shm/thread_share.h"
#include "worker/fcgi_request.h"
#include "worker/request_deadline.h"
#include "worker/self_test.h"
#include "worker/watchdog.h"
#include "worker/worker_exit.h"

/*
 * How long a gateway may take from its connection to the end of its parameters.
 */
#define GREETING_MS 10000
/*
 * A worker that has had nothing to do for this long gives free memory back to
 * the kernel.  While requests wait, it keeps up to this many bytes for them.
 */
#define IDLE_MS 100
#define KEPT_WHEN_BUSY (32U << 20)

/* A peer that has connected and not sent its parameters yet. */
struct greeting {
	struct watchdog_task task;
	const FCGX_Request *fcgi;
};

/*
 * Called in the watchdog's thread when FCGX_Accept_r has taken too long.  If a
 * peer has connected and not sent its parameters, ends the process, which is
 * all that stops libfcgi: the sandbox forbids shutdown(2) for reading, since it
 * would also close the socket that listens.  No request is lost with the
 * process.  If no peer has connected, only sets the next deadline.
 */
static void
hang_up(enum watchdog_end why, void *context)
{
	struct greeting *g = context;

	(void)why;
	/*
	 * Another worker took the connection, and libfcgi waits for the next
	 * one.
	 */
	if (g->fcgi->ipcFd == -1) {
		g->task.deadline_ms = clock_now_ms() + GREETING_MS;
		return;
	}
	log_write("warning", "connection closed",
	    json_pack("{s:s}", "reason", "the request's head did not come"));
	_exit(EX_OK);
}

/* Waits for a connection and reads the parameters of its request into fcgi, by
 * FCGX_Accept_r.  If a peer sends no parameters in time, the process ends.
 * Returns 0, or a negative errno. */
static int
accept_in_time(FCGX_Request *fcgi)
{
	struct greeting g = {.task = {.fd = -1,
				 .deadline_ms = clock_now_ms() + GREETING_MS,
				 .end = hang_up,
				 .context = &g},
	    .fcgi = fcgi};
	int rc;

	watchdog_arm(&g.task);
	rc = FCGX_Accept_r(fcgi);
	watchdog_disarm();
	/*
	 * On a connection that is kept, libfcgi would wait for its next request
	 * instead of those of others.
	 */
	fcgi->keepConnection = 0;
	return rc;
}

/*
 * Waits for a connection and takes it.  Returns 0 when there is a request in
 * fcgi, -1 when the master wants this worker to end, or, after a fault, the
 * status with which the process has to exit.
 */
static int
accept_next(const struct worker *w, FCGX_Request *fcgi)
{
	struct pollfd p[2] = {
	    {w->listen_fd, POLLIN, 0}, {worker_exit_fd(), POLLIN, 0}};
	int rc, idle_ms = IDLE_MS;

	for (;;) {
		rc = poll(p, 2, idle_ms);
		if (rc == -1 && errno != EINTR)
			return EX_OSERR;
		if (rc == 0) {
			wiped_heap_trim(0);
			progress_sample();
			idle_ms = -1;
		}
		if (worker_exit_is_asked())
			return -1;
		if (p[0].revents == 0)
			continue;
		rc = accept_in_time(fcgi);
		if (rc == 0)
			return 0;
		switch (-rc) {
		case EAGAIN: /* another worker was faster */
		case EINTR:
			break;
		case EMFILE:
		case ENFILE:
		case ENOBUFS:
		case ENOMEM:
			/* There may be enough of it in a moment. */
			poll(NULL, 0, 100);
			break;
		default:
			log_write("error", "accept failed",
			    json_pack("{s:s}", "error", strerror(-rc)));
			return EX_SOFTWARE;
		}
	}
}

/*
 * Shows that the worker has no request, but is in another state.  A request
 * that it had until now is counted.
 */
static void
show_state(enum scoreboard_state state)
{
	struct scoreboard_worker *w = own_entry_edit();

	if (w->state == SCOREBOARD_BUSY)
		w->requests++;
	w->state = state;
	w->request_ms = w->deadline_ms = 0;
	w->id[0] = '\0';
	own_entry_publish();
}

/* Logs that step failed, and why by errno.  Returns the exit status for that.
 */
static int
log_failure(const char *what, const char *step)
{
	log_write("error", what,
	    json_pack("{s:s,s:s}", "step", step, "error", strerror(errno)));
	return EX_OSERR;
}

/* Whether all engines read the canary. */
static bool
can_read(const struct engine_set *s)
{
	for (unsigned i = 0; i < s->count; i++)
		if (self_test_run(s->engines[i]) == -1)
			return false;
	return true;
}

/* Does everything before the first request.  Returns 0, or an exit status. */
static int
prepare_worker(const struct worker *w, FCGX_Request *fcgi)
{
	const struct confine c = {w->options, w->credentials,
	    engine_tessdata(w->engines->engines[0]), w->tmpdir, w->slot};
	const char *step;

	image_silence();
	/* How many ms libfcgi waits for a peer to close its end. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 1);
	if (FCGX_Init() != 0 || FCGX_InitRequest(fcgi, w->listen_fd, 0) != 0)
		return EX_SOFTWARE;
	engine_mute(w->engines->engines[0]);
	if (confine_files(&c, &step) == -1)
		return log_failure("cannot confine a worker", step);
	if (watchdog_start(w->control) == -1)
		return log_failure("cannot start a thread", "watchdog");
	if (page_threads_start(w->engines, w->options->max_rss) == -1)
		return log_failure("cannot start a thread", "recognition");
	if (confine_calls(&step) == -1)
		return log_failure("cannot confine a worker", step);
	if (w->options->canary && !can_read(w->engines)) {
		log_write("error", "the canary was not recognized", NULL);
		return EX_SOFTWARE;
	}
	return 0;
}

/*
 * Answers the request that fcgi has accepted.  Without memory, answers a bare
 * 503.
 */
static void
serve_request(const struct worker *w, FCGX_Request *fcgi)
{
	const struct ocr_context context = {
	    w->engines->engines[0], w->options, request_deadline_shorten};
	struct request *q = request_create(fcgi->envp);

	if (q != NULL) {
		fcgi_request_run(&context, fcgi, q);
		request_free(q);
	} else {
		FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n", fcgi->out);
		FCGX_Finish_r(fcgi);
	}
}

/* Forgets the last request: resets the engines, gives memory back, clears the
 * stack, and lifts the limit on processor time.  Returns 0, or -1 if the worker
 * cannot go on. */
static int
clean_up(const struct worker *w)
{
	if (engine_reset(w->engines->engines[0]) == -1 ||
	    page_threads_reset() == -1)
		return -1;
	wiped_heap_trim(KEPT_WHEN_BUSY);
	wiped_stack_clear();
	rlimits_set_processor(0);
	return 0;
}

int
worker_run(const struct worker *w)
{
	const int kept[] = {w->listen_fd, w->control, log_fd(), w->tmpdir->dir,
	    thread_share_open(w->scoreboard, (unsigned)w->options->workers)};
	const char *reason = NULL;
	FCGX_Request fcgi;
	int rc;

	if (own_entry_claim(w->scoreboard, w->slot) == -1 ||
	    quarantine_claim(w->quarantine, w->slot) == -1)
		return log_failure("cannot start a worker", "shared memory");
	/* This also closes descriptors that the pool inherited from whoever
	 * started it. */
	confine_descriptors(kept, sizeof(kept) / sizeof(kept[0]));
	own_entry_edit()->pid = getpid();
	own_entry_publish();
	if (worker_exit_init(w->options, w->slot) == -1)
		return log_failure("cannot start a worker", "signals");
	rc = prepare_worker(w, &fcgi);
	while (rc == 0 && reason == NULL) {
		progress_sample();
		show_state(SCOREBOARD_IDLE);
		proctitle_set("worker: idle");
		rc = accept_next(w, &fcgi);
		if (rc != 0)
			break;
		serve_request(w, &fcgi);
		if (clean_up(w) == -1)
			return EX_SOFTWARE;
		worker_exit_end_request();
		reason = worker_exit_reason();
	}
	if (reason != NULL)
		log_write("info", "worker retires",
		    json_pack("{s:s}", "reason", reason));
	/* A worker that was never ready does not show that it is draining. */
	if (rc > 0)
		return rc;
	show_state(SCOREBOARD_DRAINING);
	return EX_OK;
}
