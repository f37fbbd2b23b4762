/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * master: the main loop of the process that keeps the workers alive.  It does
 * no work on a request, calls no library that recognizes or decodes, and waits
 * in one place only: for a signal or the next heartbeat.
 */
#include "master/master.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/log.h"
#include "base/proctitle.h"
#include "engine/engine_set.h"
#include "master/accept_queue.h"
#include "master/fingerprint.h"
#include "master/lost_files.h"
#include "master/reaper.h"
#include "master/reload.h"
#include "master/sd_notify.h"
#include "master/shared_resources.h"
#include "master/signals.h"
#include "master/start_warnings.h"
#include "master/worker_limits.h"
#include "sandbox/rlimits.h"

/* The time between two heartbeats. */
#define BEAT_MS 200
/*
 * The time between two looks at the scoreboard while workers are not ready yet.
 */
#define HASTE_MS 10
/* The time between two looks at workers that were asked to end. */
#define STOP_LOOK_MS 50
/* How long workers may take to end after SIGTERM. */
#define KILL_AFTER_MS 500
/* How long the next generation may take to be ready. */
#define READY_MS 120000

struct pool {
	const struct master_setup *setup;
	struct children children;
	struct reload reload;
	uint64_t generation;	  /* that serves */
	uint64_t next_generation; /* that is starting, or 0 */
	uint64_t next_since_ms;
	uint64_t started_ms, last_beat_ms;
	unsigned char fingerprint[SCOREBOARD_FINGERPRINT]; /* of this program */
	int processors;
	struct lost_files watch;
	bool reload_wanted;
	bool reload_deferred; /* and the log says so */
	bool ready;	      /* systemd knows */
	bool ready_logged;
};

/*
 * Does what is due at each heartbeat: ends workers that are over a limit, and
 * shows in the scoreboard and to systemd that the master lives.
 */
static void
send_heartbeat(struct pool *p)
{
	struct scoreboard_pool record = {.master = getpid(),
	    .generation = p->generation,
	    .started_ms = p->started_ms,
	    .heartbeat_ms = clock_now_ms(),
	    .restarts = p->children.restarts,
	    .oom_kills = p->children.oom_kills,
	    .accept_queue = accept_queue_length(p->setup->listen_fd),
	    .processors = (uint32_t)p->processors,
	    .breaker = p->children.breaker.is_open};

	worker_limits_check(&p->children);
	scoreboard_writer_set_pool(&p->children.scoreboard, &record);
	p->last_beat_ms = record.heartbeat_ms;
	sd_notify_alive();
}

/* Lets the next generation serve from now on; the one that has served ends
 * after its requests. */
static void
switch_generation(struct pool *p)
{
	p->generation = p->next_generation;
	p->next_generation = 0;
	scoreboard_writer_set_fingerprint(
	    &p->children.scoreboard, p->fingerprint);
	send_heartbeat(p);
	children_dismiss_all_but(&p->children, SIGQUIT, p->generation);
	p->ready = false;
	log_write("info", "reloaded",
	    json_pack("{s:I}", "generation", (json_int_t)p->generation));
}

/* Ends a reload that failed.  The generation that serves goes on, and its
 * workers that are dead are started again. */
static void
give_up_reload(struct pool *p, const char *why)
{
	log_write("error", "reload failed", json_pack("{s:s}", "reason", why));
	if (p->next_generation != 0) {
		children_dismiss_generation(
		    &p->children, SIGTERM, p->next_generation);
		/*
		 * A worker that was dead at the reload was not handed over;
		 * start another.
		 */
		children_want(&p->children, p->generation);
		/*
		 * The early deaths were those of the next workers, not of those
		 * that serve.
		 */
		breaker_reset(&p->children.breaker);
	}
	p->next_generation = 0;
	p->ready = false;
}

/*
 * Ends a reload when its workers are ready, or when it is sure that they will
 * not be.  Tells systemd and the log when the workers that serve are ready.
 */
static void
check_ready(struct pool *p)
{
	unsigned want = (unsigned)p->setup->options->workers;

	if (p->next_generation != 0 &&
	    children_ready(&p->children, p->next_generation) >= want)
		switch_generation(p);
	else if (p->next_generation != 0 &&
		 (p->children.breaker.is_open ||
		     clock_now_ms() > p->next_since_ms + READY_MS))
		give_up_reload(p,
		    "the next workers do not get ready; the lines "
		    "before this one say why");
	if (p->ready || p->next_generation != 0 ||
	    children_ready(&p->children, p->generation) < want)
		return;
	p->ready = true;
	sd_notify_ready(want);
	proctitle_set("master: %u workers", want);
	if (!p->ready_logged)
		log_write("info", "ready", NULL);
	p->ready_logged = true;
}

/*
 * Whether the last reload is over: its workers are ready and those from before
 * it have ended.
 */
static bool
is_reload_over(const struct pool *p)
{
	return p->next_generation == 0 && p->reload.pid == 0 &&
	       children_alive(&p->children) <=
		   (unsigned)p->setup->options->workers;
}

/* Logs once that the reload that somebody wants is left for later. */
static void
defer_reload(struct pool *p)
{
	if (!p->reload_deferred)
		log_write("info", "reload deferred",
		    json_pack("{s:s,s:i}", "reason", "the last one is not over",
			"alive", (int)children_alive(&p->children)));
	p->reload_deferred = true;
}

/* If somebody wants a reload, begins it; or defers it while the last one is not
 * over. */
static void
begin_reload(struct pool *p)
{
	if (!p->reload_wanted)
		return;
	if (!is_reload_over(p)) {
		defer_reload(p);
		return;
	}
	p->reload_wanted = p->reload_deferred = false;
	log_write("info", "reloading", NULL);
	sd_notify_reloading();
	if (reload_try(&p->reload) == -1)
		give_up_reload(p, strerror(errno));
}

/* To be called when the trial run of the next program has ended with status.
 * If it went well, that program takes this one's place, and this does not
 * return. */
static void
end_trial(struct pool *p, int status)
{
	char why[1024];

	if (!reload_judge(&p->reload, status, why)) {
		give_up_reload(p, why);
		return;
	}
	if (handover_write(&p->children, p->generation, p->started_ms) == 0)
		reload_become(p->setup->argv); /* returns only if it fails */
	give_up_reload(p, strerror(errno));
}

/* Looks whether files of the pool are gone.  Then takes note of the processes
 * that ended, stopped or go on. */
static void
handle_exits(struct pool *p)
{
	int status;
	pid_t pid;

	/* This comes first, since a scoreboard that was cut short kills a
	 * process that reads it. */
	p->reload_wanted |= lost_files_look(&p->watch, p->setup, &p->children);
	while (
	    (pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0)
		if (pid != p->reload.pid) {
			reaper_handle_exit(&p->children, pid, status);
			/* The next beat, which shows it, is due at once. */
			p->last_beat_ms = 0;
		} else if (!WIFSTOPPED(status) && !WIFCONTINUED(status)) {
			end_trial(p, status);
		}
}

/*
 * Ends all workers: by SIGQUIT after their requests, by another signal at once.
 * If TERM or INT comes while requests are being finished, ends them at once,
 * too.  Returns when all have ended.
 */
static void
stop_workers(struct pool *p, int signal)
{
	uint64_t kill_ms = clock_now_ms() + KILL_AFTER_MS;
	bool drain = signal == SIGQUIT;
	int later_signal;

	if (p->reload.pid != 0)
		kill(p->reload.pid, SIGKILL);
	p->reload.pid = 0;
	sd_notify_stopping(drain ? "draining" : "stopping");
	proctitle_set("master: %s", drain ? "draining" : "stopping");
	children_dismiss_all(&p->children, drain ? SIGQUIT : SIGTERM);
	for (;;) {
		handle_exits(p);
		if (children_alive(&p->children) == 0)
			return;
		if (clock_now_ms() >= p->last_beat_ms + BEAT_MS)
			send_heartbeat(p);
		if (!drain && clock_now_ms() >= kill_ms)
			children_dismiss_all(&p->children, SIGKILL);
		later_signal = signals_wait(STOP_LOOK_MS);
		if (drain &&
		    (later_signal == SIGTERM || later_signal == SIGINT)) {
			drain = false;
			kill_ms = clock_now_ms() + KILL_AFTER_MS;
			children_dismiss_all(&p->children, SIGTERM);
		}
	}
}

/* Opens the log file anew, after it was renamed, and sends it to the workers.
 * Does nothing without a log file. */
static void
reopen_log(struct pool *p)
{
	const char *path = p->setup->options->log;

	if (path == NULL)
		return;
	if (log_reopen(path) == -1)
		log_write("error", "the log was not opened again",
		    json_pack("{s:s}", "error", strerror(errno)));
	else
		children_send_log(&p->children);
}

/* Goes once through the main loop.  Returns the signal that came, or 0. */
static int
run_once(struct pool *p)
{
	long long start_wait, wait;
	int signal;

	handle_exits(p);
	start_wait = children_start(&p->children);
	begin_reload(p);
	check_ready(p);
	reload_limit(&p->reload);
	if (clock_now_ms() >= p->last_beat_ms + BEAT_MS)
		send_heartbeat(p);
	wait = !p->ready ? HASTE_MS : BEAT_MS;
	if (start_wait >= 0 && start_wait < wait)
		wait = start_wait;
	signal = signals_wait(wait);
	if (signal == SIGHUP || signal == SIGUSR2)
		p->reload_wanted = true;
	else if (signal == SIGUSR1)
		reopen_log(p);
	return signal;
}

/* Runs the main loop until a signal stops the pool, and ends the workers. */
static void
run_until_signal(struct pool *p)
{
	int signal = 0;

	while (signal != SIGTERM && signal != SIGINT && signal != SIGQUIT)
		signal = run_once(p);
	log_write("info", "stopping", json_pack("{s:i}", "signal", signal));
	stop_workers(p, signal);
	log_write("info", "stopped", NULL);
}

/* Lets the first generation start; or the next one, when a program before this
 * one left workers that serve. */
static void
begin_generation(struct pool *p, const struct handover *h)
{
	log_write("info", "started",
	    json_pack("{s:i,s:s}", "workers", p->setup->options->workers,
		"lang", p->setup->options->lang));
	start_warnings_log(p->setup->options, p->processors);
	if (h->given) {
		p->started_ms = h->started_ms;
		p->generation = h->generation;
		p->next_generation = h->generation + 1;
	} else {
		p->started_ms = clock_now_ms();
		p->generation = 1;
		p->next_generation = 0; /* none */
	}
	p->next_since_ms = clock_now_ms();
	p->ready_logged = h->given;
	lost_files_open(&p->watch, p->setup);
	fingerprint_make(
	    p->setup->engines->engines[0], p->setup->options, p->fingerprint);
	/*
	 * Until the next generation serves, the fingerprint of the last program
	 * holds.
	 */
	if (!h->given)
		scoreboard_writer_set_fingerprint(
		    &p->children.scoreboard, p->fingerprint);
	if (children_want(&p->children,
		h->given ? p->next_generation : p->generation) == -1)
		give_up_reload(p, "there are too few slots");
	send_heartbeat(p);
}

int
master_run(const struct master_setup *s)
{
	struct pool p = {
	    .setup = s, .processors = cpus_count(), .reload.argv = s->argv};

	rlimits_raise_files();
	signals_block();
	if (shared_resources_open(&p.children, s) == -1)
		return EX_OSERR;
	proctitle_set("master: starting");
	begin_generation(&p, s->handover);
	run_until_signal(&p);
	shared_resources_close(&p.children);
	lost_files_close(&p.watch);
	return EX_OK;
}
