/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: logs the death of a worker and decides what follows from it: how long
 * to wait before the next is started, whether the breaker counts it, whether
 * its input is quarantined.  master.c calls waitpid(2), and this file with what
 * that returned.  Which workers are killed is decided in worker_limits.c.
 */
#include "master/reaper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory_cgroup.h"
#include "master/backoff.h"

/* A worker that lived for this long without a request did not die early. */
#define SOUND_MS 60000
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
 * blame, tells the quarantine so.  Counts an early death, unless the worker was
 * sound.  Frees the slot for the next worker.
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
