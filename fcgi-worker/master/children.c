/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * children: the workers as the master sees them.  It believes what the kernel
 * says of them, and the scoreboard only if an error costs no more than a
 * worker.
 */
#include "master/children.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "master/backoff.h"
#include "worker/worker.h"

/*
 * How long a worker that was asked to end at once may take.  One that may
 * finish its request has the request's time limit and GRACE_MS more.
 */
#define STOP_MS 500
#define GRACE_MS 5000

/* Makes the kernel end this process when the master dies.  Ends it at once if
 * the master is dead already. */
static void
die_for_master(const struct children *c)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The master may have died before that call. */
	if (getppid() != c->master)
		_exit(EX_SOFTWARE);
}

/* To be called in the child: becomes the worker in slot.  Does not return. */
static void
become_worker(struct children *c, unsigned slot, int control)
{
	struct worker w = {.listen_fd = c->listen_fd,
	    .control = control,
	    .slot = slot,
	    .tmpdir = &c->tmpdir,
	    .options = c->options,
	    .credentials = c->credentials,
	    .engines = c->engines,
	    .scoreboard = &c->scoreboard,
	    .quarantine = &c->quarantine};

	die_for_master(c);
	_exit(worker_run(&w));
}

void
children_show_slot(struct children *c, unsigned slot)
{
	const struct child *child = &c->slots[slot];
	struct scoreboard_worker w = {.generation = child->generation,
	    .state = child->wanted ? SCOREBOARD_STARTING : SCOREBOARD_NONE,
	    .started_ms = child->started_ms,
	    .crashes = child->crashes,
	    .cancelled =
		scoreboard_writer_read(&c->scoreboard, slot).cancelled};

	scoreboard_writer_set_worker(&c->scoreboard, slot, &w);
}

/* Starts a worker in slot.  If that fails, it is tried again later. */
static void
start_worker(struct children *c, unsigned slot)
{
	struct child *child = &c->slots[slot];
	int control[2] = {-1, -1};
	pid_t pid;

	child->started_ms = clock_now_ms();
	child->killed_by_master = false;
	child->stopped_ms = child->end_ms = 0;
	tmpdir_renew(&c->tmpdir);
	children_show_slot(c, slot);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) ==
	    -1)
		control[0] = control[1] = -1;
	pid = fork();
	if (pid == 0)
		become_worker(c, slot, control[1]);
	if (control[1] != -1)
		close(control[1]);
	if (pid == -1) {
		log_write("error", "fork failed",
		    json_pack("{s:s}", "error", strerror(errno)));
		if (control[0] != -1)
			close(control[0]);
		child->failures++;
		child->due_ms = backoff_until(child->failures);
		return;
	}
	child->pid = pid;
	child->control = control[0];
	log_write("info", "worker started",
	    json_pack("{s:i,s:i,s:I}", "worker", (int)slot, "worker_pid",
		(int)pid, "generation", (json_int_t)child->generation));
}

int
children_want(struct children *c, uint64_t generation)
{
	unsigned missing = (unsigned)c->options->workers;

	for (unsigned i = 0; i < c->slot_count && missing > 0; i++)
		missing -=
		    c->slots[i].wanted && c->slots[i].generation == generation;
	for (unsigned i = 0; i < c->slot_count && missing > 0; i++)
		if (c->slots[i].pid == 0 && !c->slots[i].wanted) {
			c->slots[i].wanted = true;
			c->slots[i].generation = generation;
			c->slots[i].failures = 0;
			c->slots[i].due_ms = 0;
			missing--;
		}
	return missing == 0 ? 0 : -1;
}

/* Whether a worker lives by which the breaker can tell whether to close. */
static bool
has_worker_on_trial(const struct children *c)
{
	for (unsigned i = 0; i < c->slot_count; i++)
		if (c->slots[i].pid != 0 &&
		    breaker_is_trial(&c->breaker, c->slots[i].started_ms))
			return true;
	return false;
}

long long
children_start(struct children *c)
{
	long long now = (long long)clock_now_ms(), wait_ms = -1, remaining_ms;

	for (unsigned i = 0; i < c->slot_count; i++) {
		struct child *child = &c->slots[i];

		if (!child->wanted || child->pid != 0)
			continue;
		/* While the breaker is open, one worker is tried at a time. */
		if ((long long)child->due_ms <= now &&
		    !(c->breaker.is_open && has_worker_on_trial(c)))
			start_worker(c, i);
		remaining_ms = (long long)child->due_ms - now;
		if (child->pid == 0 && remaining_ms > 0 &&
		    (wait_ms == -1 || remaining_ms < wait_ms))
			wait_ms = remaining_ms;
	}
	return wait_ms;
}

unsigned
children_ready(const struct children *c, uint64_t generation)
{
	struct scoreboard_worker w;
	unsigned n = 0;

	for (unsigned i = 0; i < c->slot_count; i++) {
		if (c->slots[i].pid == 0 ||
		    c->slots[i].generation != generation)
			continue;
		w = scoreboard_writer_read(&c->scoreboard, i);
		n += w.state == SCOREBOARD_IDLE || w.state == SCOREBOARD_BUSY;
	}
	return n;
}

void
children_ask_to_end(struct children *c, unsigned slot, int signal)
{
	struct child *child = &c->slots[slot];
	uint64_t end = clock_now_ms() + STOP_MS;

	/* SIGQUIT lets it finish its request. */
	if (signal == SIGQUIT)
		end += (uint64_t)c->options->timeout * 1000 + GRACE_MS;
	/* An earlier time that was noted before stays. */
	if (child->end_ms == 0 || end < child->end_ms)
		child->end_ms = end;
	kill(child->pid, signal);
}

/* Asks the worker in slot to end, if there is one.  No other is started there.
 */
static void
dismiss_child(struct children *c, unsigned slot, int signal)
{
	c->slots[slot].wanted = false;
	if (c->slots[slot].pid != 0)
		children_ask_to_end(c, slot, signal);
	else
		children_show_slot(c, slot);
}

void
children_dismiss_all(struct children *c, int signal)
{
	for (unsigned i = 0; i < c->slot_count; i++)
		dismiss_child(c, i, signal);
}

void
children_dismiss_generation(struct children *c, int signal, uint64_t generation)
{
	for (unsigned i = 0; i < c->slot_count; i++)
		if (c->slots[i].generation == generation)
			dismiss_child(c, i, signal);
}

void
children_dismiss_all_but(struct children *c, int signal, uint64_t generation)
{
	for (unsigned i = 0; i < c->slot_count; i++)
		if (c->slots[i].generation != generation)
			dismiss_child(c, i, signal);
}

unsigned
children_alive(const struct children *c)
{
	unsigned n = 0;

	for (unsigned i = 0; i < c->slot_count; i++)
		n += c->slots[i].pid != 0;
	return n;
}

void
children_send_log(const struct children *c)
{
	/* A descriptor goes with a byte at least, which nobody looks at. */
	char any_byte = 'l';
	char room[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec iov = {&any_byte, 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = room,
	    .msg_controllen = sizeof(room)};
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	int fd = log_fd();

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	for (unsigned i = 0; i < c->slot_count; i++)
		if (c->slots[i].control != -1)
			sendmsg(c->slots[i].control, &m,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
}
