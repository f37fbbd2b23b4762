/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker: the process that answers, one request at a time.  The one place
 * that speaks FastCGI; knows nothing of what a handler does.
 */
#include "worker/worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "worker/self_test.h"
#include "sandbox/confine.h"
#include "engine/engine.h"
#include "worker/fcgi_request.h"
#include "base/heap.h"
#include "input/image.h"
#include "sandbox/rlimits.h"
#include "base/log.h"
#include "worker/worker_exit.h"
#include "shm/progress.h"
#include "base/proctitle.h"
#include "worker/watchdog.h"
#include "base/clock.h"

/* How long a gateway may take from its connection to its parameters' end. */
#define GREETING_MS 10000

/* A peer that connected, until it has said what it wants. */
struct greeting {
	struct watchdog_task task;
	const FCGX_Request *fcgi;
};

/*
 * In the watcher's thread, while libfcgi reads, which nothing else would end:
 * to shut the connection down is a call that would also deafen the socket that
 * listens, and so is none of a worker's.  No request is lost with the process.
 */
static void
hang_up(enum watchdog_end why, void *context)
{
	struct greeting *g = context;

	(void)why;
	g->task.deadline_ms = clock_now_ms() + GREETING_MS;
	/* Another worker was faster, and libfcgi waits for the next one. */
	if (g->fcgi->ipcFd == -1)
		return;
	log_write("warning", "connection closed",
	    json_pack("{s:s}", "reason", "the request's head did not come"));
	_exit(EX_OK);
}

/* As FCGX_Accept_r, but does not wait for ever. */
static int
take(FCGX_Request *fcgi)
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
	/* A connection that is kept would be waited for instead of others. */
	fcgi->keepConnection = 0;
	return rc;
}

/* Wait for a connection and take it.  Returns 0, an exit status, or -1 when
 * no more are to be taken. */
static int
accept_next(const struct worker *w, FCGX_Request *fcgi)
{
	struct pollfd p[2] = {
	    {w->listen_fd, POLLIN, 0}, {worker_exit_fd(), POLLIN, 0}};
	int rc;

	for (;;) {
		if (poll(p, 2, -1) == -1 && errno != EINTR)
			return EX_OSERR;
		if (worker_exit_is_asked())
			return -1;
		if (p[0].revents == 0)
			continue;
		rc = take(fcgi);
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
			poll(NULL, 0, 100);
			break;
		default:
			log_write("error", "accept failed",
			    json_pack("{s:s}", "error", strerror(-rc)));
			return EX_SOFTWARE;
		}
	}
}

static void
show(enum scoreboard_state state)
{
	struct scoreboard_worker *w = scoreboard_writer_edit();

	if (w->state == SCOREBOARD_BUSY)
		w->requests++;
	w->state = state;
	w->request_ms = w->deadline_ms = 0;
	w->id[0] = '\0';
	scoreboard_writer_publish();
}

static int
fail(const char *what, const char *step)
{
	log_write("error", what,
	    json_pack("{s:s,s:s}", "step", step, "error", strerror(errno)));
	return EX_OSERR;
}

/* Everything before the first request.  Returns 0, or an exit status. */
static int
prepare(const struct worker *w, FCGX_Request *fcgi)
{
	const struct confine c = {w->options, w->identity,
	    engine_tessdata(w->engine), w->scratch, w->place};
	const char *step;

	image_silence();
	/* How long libfcgi waits on a peer that lingers. */
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 1);
	if (FCGX_Init() != 0 || FCGX_InitRequest(fcgi, w->listen_fd, 0) != 0)
		return EX_SOFTWARE;
	engine_mute(w->engine);
	if (confine_files(&c, &step) == -1)
		return fail("cannot confine a worker", step);
	if (watchdog_start(w->control) == -1)
		return fail("cannot start a thread", "watcher");
	if (confine_calls(&step) == -1)
		return fail("cannot confine a worker", step);
	if (w->options->canary && self_test_run(w->engine) == -1) {
		log_write("error", "the canary was not recognized", NULL);
		return EX_SOFTWARE;
	}
	return 0;
}

static void
serve(const struct worker *w, FCGX_Request *fcgi)
{
	const struct ocr_context context = {
	    w->engine, w->options, fcgi_request_set_deadline};
	struct request *q = request_create(fcgi->envp);

	if (q != NULL) {
		fcgi_request_run(&context, fcgi, q);
		request_free(q);
	} else {
		FCGX_PutS("Status: 503 Service Unavailable\r\n\r\n", fcgi->out);
		FCGX_Finish_r(fcgi);
	}
}

int
worker_run(const struct worker *w)
{
	const int kept[] = {
	    w->listen_fd, w->control, log_fd(), w->scratch->dir};
	FCGX_Request fcgi;
	int rc;

	if (scoreboard_writer_claim(w->board, w->place) == -1 ||
	    quarantine_claim(w->quarantine, w->place) == -1)
		return fail("cannot start a worker", "shared memory");
	/* Also those that whoever started the pool had open. */
	confine_descriptors(kept, sizeof(kept) / sizeof(kept[0]));
	scoreboard_writer_edit()->pid = getpid();
	scoreboard_writer_publish();
	if (worker_exit_init(w->options, w->place) == -1)
		return fail("cannot start a worker", "signals");
	rc = prepare(w, &fcgi);
	while (rc == 0) {
		progress_sample();
		show(SCOREBOARD_IDLE);
		proctitle_set("worker: idle");
		rc = accept_next(w, &fcgi);
		if (rc != 0)
			break;
		serve(w, &fcgi);
		if (engine_reset(w->engine) == -1)
			return EX_SOFTWARE;
		/* Tesseract's freed pages would stay with the process. */
		malloc_trim(0);
		heap_clear_stack();
		rlimits_begin(0);
		if (worker_exit_is_due())
			break;
	}
	/* One that never got ready does not end in peace. */
	if (rc > 0)
		return rc;
	show(SCOREBOARD_DRAINING);
	return EX_OK;
}
