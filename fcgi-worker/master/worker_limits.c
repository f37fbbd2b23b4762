/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_limits: finds the workers that are beyond a limit: of time, of age, of
 * temporary files, which tmpdir_usage.c counts.  What follows from their end is
 * decided in reaper.c.  Those
 * with too much memory end by themselves, see worker/worker_exit.c.
 */
#include "master/worker_limits.h"

#include <signal.h>

#include "base/clock.h"
#include "base/log.h"
#include "sandbox/tmpdir_usage.h"

/*
 * How long a worker may take to end by itself when the deadline of its request
 * passes.
 */
#define HARD_MS 1000
/* How long a worker may take to start. */
#define START_MS 60000
/*
 * How long after its start a worker may still have the files of the one before
 * it: first it has to remove them.
 */
#define EMPTY_MS 2000
/*
 * How long a worker may be stopped by a signal: requests may be waiting for it.
 */
#define STOPPED_MS 10000
/* A worker's open files are looked at once in this many checks. */
#define OPEN_FILES_CHECKS 5

/* Returns why the worker has to be killed at the time now, in words for the
 * log, or NULL. */
static const char *
find_fault(
    const struct child *child, const struct scoreboard_worker *w, uint64_t now)
{
	/* This limit holds whatever the worker shows in the scoreboard. */
	if (child->end_ms != 0 && now > child->end_ms)
		return "it was asked to end";
	if (w->state == SCOREBOARD_BUSY)
		return w->deadline_ms != 0 && now > w->deadline_ms + HARD_MS
			   ? "deadline"
			   : NULL;
	if (child->stopped_ms != 0 && now > child->stopped_ms + STOPPED_MS)
		return "stopped";
	if (w->state == SCOREBOARD_STARTING &&
	    now > child->started_ms + START_MS)
		return "start";
	return NULL;
}

/* Kills the worker in slot, and logs why, and the id of its request. */
static void
kill_worker(struct children *c, unsigned slot, const char *why, const char *id)
{
	c->slots[slot].killed_by_master = true;
	log_write("warning", "worker killed",
	    json_pack("{s:i,s:i,s:s,s:s}", "worker", (int)slot, "worker_pid",
		(int)c->slots[slot].pid, "reason", why, "id", id));
	kill(c->slots[slot].pid, SIGKILL);
}

/*
 * Whether the worker in slot has reached its age limit and was not asked to end
 * yet.  The first slot has the limit that is set in the options.  Each further
 * slot has a slightly lower one, but at least nine tenths of it, so that
 * workers do not end together.
 */
static bool
is_old(const struct children *c, unsigned slot, uint64_t now)
{
	const struct child *child = &c->slots[slot];
	uint64_t limit_ms = (uint64_t)c->options->max_age * 1000;
	unsigned workers = (unsigned)c->options->workers;

	if (limit_ms == 0 || child->end_ms != 0)
		return false;
	limit_ms -= limit_ms / 10 * (slot % workers) / workers;
	return now > child->started_ms + limit_ms;
}

/*
 * Whether the worker's temporary files have more bytes than --max-scratch
 * allows.  Its directory is looked at each time.  To look at its open files
 * costs more, so these are counted in one check of OPEN_FILES_CHECKS.
 */
static bool
is_above_max_scratch(const struct children *c, unsigned slot, uint64_t now)
{
	bool open_files_too = (c->limit_checks + slot) % OPEN_FILES_CHECKS == 0;

	/*
	 * The files may be those of the slot's last worker.  Only the clock
	 * tells: a worker in an attacker's hands could claim in the scoreboard
	 * to be starting for ever.
	 */
	if (now < c->slots[slot].started_ms + EMPTY_MS)
		return false;
	return tmpdir_usage_exceeds(&c->tmpdir, slot,
	    open_files_too ? c->slots[slot].pid : 0, c->options->max_scratch);
}

/* Asks a worker that is as old as it may get to end after its request. */
static void
retire_worker(struct children *c, unsigned slot)
{
	log_write("info", "worker retires",
	    json_pack("{s:i,s:i,s:s}", "worker", (int)slot, "worker_pid",
		(int)c->slots[slot].pid, "reason", "age"));
	children_ask_to_end(c, slot, SIGQUIT);
}

void
worker_limits_check(struct children *c)
{
	uint64_t now = clock_now_ms();
	bool trial_passed = false;
	const char *why;

	c->limit_checks++;
	for (unsigned i = 0; i < c->slot_count; i++) {
		const struct child *child = &c->slots[i];
		struct scoreboard_worker w =
		    scoreboard_writer_read(&c->scoreboard, i);

		if (child->pid == 0 || child->killed_by_master)
			continue;
		why = find_fault(child, &w, now);
		if (why == NULL && is_above_max_scratch(c, i, now))
			why = "temporary files";
		if (why != NULL)
			kill_worker(c, i, why, w.id);
		else if (is_old(c, i, now))
			retire_worker(c, i);
		trial_passed = trial_passed || breaker_has_passed(&c->breaker,
						   child->started_ms, &w, now);
	}
	if (trial_passed)
		breaker_close(&c->breaker);
}
