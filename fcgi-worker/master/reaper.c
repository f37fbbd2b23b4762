/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: logs the death of a worker, which master.c waits for, and decides
 * what follows from it: how long to wait before the next is started, whether
 * the breaker counts it, whether its input is quarantined.  It also ends
 * workers that are beyond a limit: of age, of time, of temporary files.
 */
#include "master/reaper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory_cgroup.h"
#include "master/backoff.h"
#include "sandbox/tmpdir_usage.h"

/* A worker that lived for this long without a request did not die early. */
#define SOUND_MS 60000
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

/*
 * Whether the kernel killed the worker because the control group had no memory
 * left: it has killed more processes of the group than c knows of.
 */
static bool
is_oom_kill(const struct children *c, const struct child *child, int status)
{
	return !child->killed_by_master && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGKILL &&
	       memory_cgroup_kills() > c->group_kills;
}

/*
 * Whether the input is to blame for the end of a worker.  status comes from
 * waitpid.
 */
static bool
is_crash(const struct child *child, int status)
{
	if (child->killed_by_master)
		return false;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status) != 0;
	/*
	 * Operators send SIGKILL and SIGTERM.  The kernel sends SIGKILL when
	 * the whole machine is short of memory, and SIGXCPU when a request
	 * takes too much processor time.
	 */
	return WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGTERM &&
	       WTERMSIG(status) != SIGXCPU;
}

/*
 * Logs that the worker of a slot has ended, with its wait status, when the next
 * one starts, and the id of the request that it had.  oom: the kernel ended it
 * for want of memory; quarantined: what it was sent is refused from now on.
 */
static void
log_death(const struct children *c, unsigned slot, int status, bool oom,
    bool quarantined)
{
	const struct child *child = &c->slots[slot];
	struct scoreboard_worker w =
	    scoreboard_writer_read(&c->scoreboard, slot);
	bool in_peace = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	uint64_t now = clock_now_ms();
	json_t *line = json_pack("{s:i,s:i,s:i,s:I,s:I,s:b}", "worker",
	    (int)slot, "worker_pid", (int)child->pid,
	    WIFSIGNALED(status) ? "signal" : "exit_status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	    "requests", (json_int_t)w.requests, "delay_ms",
	    (json_int_t)(child->due_ms > now ? child->due_ms - now : 0),
	    "quarantined", quarantined);

	if (oom)
		json_object_set_new(
		    line, "reason", json_string("out of memory"));
	if (!in_peace && w.id[0] != '\0')
		json_object_set_new(line, "id", json_string(w.id));
	log_write(in_peace ? "info" : "warning",
	    in_peace ? "worker ended" : "worker died", line);
}

/*
 * Takes note that the worker in slot has ended with status.  If its input is to
 * blame, tells the quarantine so.  Counts an early death.  Frees the slot for
 * the next worker.
 */
static void
free_slot(struct children *c, unsigned slot, int status)
{
	struct child *child = &c->slots[slot];
	struct scoreboard_worker w =
	    scoreboard_writer_read(&c->scoreboard, slot);
	bool in_peace = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	/* Not sound: it died early, so the next one probably would, too. */
	bool sound =
	    in_peace || w.requests > 0 || w.state == SCOREBOARD_DRAINING ||
	    (child->killed_by_master && w.state != SCOREBOARD_STARTING) ||
	    clock_now_ms() - child->started_ms >= SOUND_MS;
	bool oom = is_oom_kill(c, child, status), quarantined = false;

	if (oom) {
		c->group_kills++;
		c->oom_kills++;
	}
	if (oom || is_crash(child, status))
		quarantined = quarantine_blame(&c->quarantine, slot);
	else
		quarantine_absolve(&c->quarantine, slot);
	child->failures = sound ? 0 : child->failures + 1;
	if (!sound)
		breaker_count_death(&c->breaker, (unsigned)c->options->workers);
	if (!in_peace) {
		child->crashes++;
		c->restarts += child->wanted;
	}
	child->due_ms = backoff_until(child->failures);
	log_death(c, slot, status, oom, quarantined);
	child->pid = 0;
	if (child->control != -1)
		close(child->control);
	child->control = -1;
	children_show_slot(c, slot);
}

void
reaper_handle_exit(struct children *c, pid_t pid, int status)
{
	for (unsigned i = 0; i < c->slot_count; i++) {
		if (c->slots[i].pid != pid)
			continue;
		if (WIFSTOPPED(status))
			c->slots[i].stopped_ms = clock_now_ms();
		else if (WIFCONTINUED(status))
			c->slots[i].stopped_ms = 0;
		else
			free_slot(c, i, status);
	}
}

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
reaper_check_limits(struct children *c)
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
