/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: what a worker's death means: a delay, the breaker, quarantine.
 */
#include "master/reaper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "master/backoff.h"
#include "base/log.h"
#include "base/clock.h"

/* A worker that lived as long without a request was not the trouble. */
#define SOUND_MS 60000
/* Long enough to tell that a worker does not die at its start. */
#define PROVEN_MS 5000
/* What a worker's own end at the deadline may take. */
#define HARD_MS 1000
#define START_MS 60000
/* Nobody else takes the requests that are waiting for a stopped worker. */
#define STOPPED_MS 10000
#define OPEN_TURNS 5

/* Count a death before the first request. */
static void
lose(struct children *c, struct child *m)
{
	unsigned many = 2 * (unsigned)c->options->workers;

	m->failures++;
	c->losses++;
	c->loss_ms = clock_now_ms();
	if (!c->breaker && c->losses >= (many < 4 ? 4 : many)) {
		c->breaker = true;
		log_write("error", "breaker open",
		    json_pack("{s:i}", "deaths", (int)c->losses));
	}
}

/* Whether the input of a worker that ended so is to blame. */
static bool
is_crash(const struct child *m, int status)
{
	if (m->killed)
		return false;
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status) != 0;
	/* These come from outside: operators, the kernel short of memory. */
	return WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGTERM &&
	       WTERMSIG(status) != SIGXCPU;
}

static void
log_death(
    const struct children *c, unsigned place, int status, bool quarantined)
{
	const struct child *m = &c->members[place];
	struct scoreboard_worker w = scoreboard_writer_read(&c->board, place);
	bool peace = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	uint64_t now = clock_now_ms();
	json_t *line = json_pack("{s:i,s:i,s:i,s:I,s:I,s:b}", "worker",
	    (int)place, "worker_pid", (int)m->pid,
	    WIFSIGNALED(status) ? "signal" : "exit_status",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
	    "requests", (json_int_t)w.requests, "delay_ms",
	    (json_int_t)(m->due_ms > now ? m->due_ms - now : 0), "quarantined",
	    quarantined);

	if (!peace && w.id[0] != '\0')
		json_object_set_new(line, "id", json_string(w.id));
	log_write(peace ? "info" : "warning",
	    peace ? "worker ended" : "worker died", line);
}

static void
bury(struct children *c, unsigned place, int status)
{
	struct child *m = &c->members[place];
	struct scoreboard_worker w = scoreboard_writer_read(&c->board, place);
	bool peace = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	bool sound = peace || w.requests > 0 ||
		     w.state == SCOREBOARD_DRAINING ||
		     (m->killed && w.state != SCOREBOARD_STARTING) ||
		     clock_now_ms() - m->started_ms >= SOUND_MS;
	bool quarantined = false;

	if (is_crash(m, status))
		quarantined = quarantine_blame(&c->quarantine, place);
	else
		quarantine_absolve(&c->quarantine, place);
	if (sound)
		m->failures = 0;
	else
		lose(c, m);
	if (!peace) {
		m->crashes++;
		c->restarts += m->wanted;
	}
	m->due_ms = backoff_until(m->failures);
	log_death(c, place, status, quarantined);
	m->pid = 0;
	if (m->control != -1)
		close(m->control);
	m->control = -1;
	children_show(c, place);
}

void
reaper_handle_exit(struct children *c, pid_t pid, int status)
{
	unsigned i;

	for (i = 0; i < c->places; i++)
		if (c->members[i].pid != pid)
			continue;
		else if (WIFSTOPPED(status))
			c->members[i].stopped_ms = clock_now_ms();
		else if (WIFCONTINUED(status))
			c->members[i].stopped_ms = 0;
		else
			bury(c, i, status);
}

/* Why a worker has to end at now, or NULL. */
static const char *
find_fault(
    const struct child *m, const struct scoreboard_worker *w, uint64_t now)
{
	/* Whatever it shows on the board. */
	if (m->end_ms != 0 && now > m->end_ms)
		return "it was asked to end";
	if (w->state == SCOREBOARD_BUSY)
		return w->deadline_ms != 0 && now > w->deadline_ms + HARD_MS
			   ? "deadline"
			   : NULL;
	if (m->stopped_ms != 0 && now > m->stopped_ms + STOPPED_MS)
		return "stopped";
	if (w->state == SCOREBOARD_STARTING && now > m->started_ms + START_MS)
		return "start";
	return NULL;
}

static void
end_worker(struct children *c, unsigned place, const char *why, const char *id)
{
	c->members[place].killed = true;
	log_write("warning", "worker killed",
	    json_pack("{s:i,s:i,s:s,s:s}", "worker", (int)place, "worker_pid",
		(int)c->members[place].pid, "reason", why, "id", id));
	kill(c->members[place].pid, SIGKILL);
}

/*
 * Whether the worker at place is as old as it may be, by the clock of the
 * master.  They are not to end together: that of the first place gets oldest.
 */
static bool
is_old(const struct children *c, unsigned place, uint64_t now)
{
	const struct child *m = &c->members[place];
	uint64_t age = (uint64_t)c->options->max_age * 1000;
	unsigned workers = (unsigned)c->options->workers;

	if (age == 0 || m->end_ms != 0)
		return false;
	return now >
	       m->started_ms + age - age / 10 * (place % workers) / workers;
}

/* What a worker has open costs more to look at, so each has its turn. */
static bool
has_too_much(const struct children *c, unsigned place)
{
	bool all = (c->turn + place) % OPEN_TURNS == 0;

	return tmpdir_is_full(&c->scratch, place,
	    all ? c->members[place].pid : 0, c->options->max_scratch);
}

static void
end_old(struct children *c, unsigned place)
{
	log_write("info", "worker retires",
	    json_pack("{s:i,s:i,s:s}", "worker", (int)place, "worker_pid",
		(int)c->members[place].pid, "reason", "age"));
	children_ask(c, place, SIGQUIT);
}

void
reaper_check_limits(struct children *c)
{
	uint64_t now = clock_now_ms();
	bool well = false;
	const char *why;
	unsigned i;

	c->turn++;
	for (i = 0; i < c->places; i++) {
		const struct child *m = &c->members[i];
		struct scoreboard_worker w =
		    scoreboard_writer_read(&c->board, i);

		if (m->pid == 0 || m->killed)
			continue;
		why = find_fault(m, &w, now);
		/* One that starts still removes what the one before it left. */
		if (why == NULL && w.state != SCOREBOARD_STARTING &&
		    has_too_much(c, i))
			why = "temporary files";
		if (why != NULL)
			end_worker(c, i, why, w.id);
		else if (is_old(c, i, now))
			end_old(c, i);
		well = well ||
		       (m->started_ms >= c->loss_ms &&
			   (w.requests > 0 || now > m->started_ms + PROVEN_MS));
	}
	if (!well)
		return;
	if (c->breaker)
		log_write("info", "breaker closed", NULL);
	c->breaker = false;
	c->losses = 0;
}
