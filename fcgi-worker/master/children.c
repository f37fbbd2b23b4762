/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * children: the workers as the master sees them.  Believes what the kernel says
 * of them, and the scoreboard only where an error costs a worker at most.
 */
#include "master/children.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "master/backoff.h"
#include "base/log.h"
#include "worker/worker.h"
#include "base/clock.h"

/* What ending at once may take, and what ending after a request may take
 * longer than the request. */
#define STOP_MS 500
#define GRACE_MS 5000

static void
die_for_master(const struct children *c)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The master may have died before that call. */
	if (getppid() != c->master)
		_exit(EX_SOFTWARE);
}

/* In the child: become the worker at place.  Does not return. */
static void
become_worker(struct children *c, unsigned place, int control)
{
	struct worker w = {.listen_fd = c->listen_fd,
	    .control = control,
	    .place = place,
	    .scratch = &c->scratch,
	    .options = c->options,
	    .identity = c->identity,
	    .engine = c->engine,
	    .board = &c->board,
	    .quarantine = &c->quarantine};

	die_for_master(c);
	_exit(worker_run(&w));
}

void
children_show(struct children *c, unsigned place)
{
	const struct child *m = &c->members[place];
	struct scoreboard_worker w = {.generation = m->generation,
	    .state = m->wanted ? SCOREBOARD_STARTING : SCOREBOARD_NONE,
	    .started_ms = m->started_ms,
	    .crashes = m->crashes,
	    .cancelled = scoreboard_writer_read(&c->board, place).cancelled};

	scoreboard_writer_set_worker(&c->board, place, &w);
}

static void
start_worker(struct children *c, unsigned place)
{
	struct child *m = &c->members[place];
	int control[2] = {-1, -1};
	pid_t pid;

	m->started_ms = clock_now_ms();
	m->killed = false;
	m->stopped_ms = m->end_ms = 0;
	tmpdir_renew(&c->scratch);
	children_show(c, place);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) ==
	    -1)
		control[0] = control[1] = -1;
	pid = fork();
	if (pid == 0)
		become_worker(c, place, control[1]);
	if (control[1] != -1)
		close(control[1]);
	if (pid == -1) {
		log_write("error", "fork failed",
		    json_pack("{s:s}", "error", strerror(errno)));
		if (control[0] != -1)
			close(control[0]);
		m->failures++;
		m->due_ms = backoff_until(m->failures);
		return;
	}
	m->pid = pid;
	m->control = control[0];
	log_write("info", "worker started",
	    json_pack("{s:i,s:i,s:I}", "worker", (int)place, "worker_pid",
		(int)pid, "generation", (json_int_t)m->generation));
}

int
children_want(struct children *c, uint64_t generation)
{
	unsigned want = (unsigned)c->options->workers, i;

	for (i = 0; i < c->places && want > 0; i++)
		want -= c->members[i].wanted &&
			c->members[i].generation == generation;
	for (i = 0; i < c->places && want > 0; i++)
		if (c->members[i].pid == 0 && !c->members[i].wanted) {
			c->members[i].wanted = true;
			c->members[i].generation = generation;
			c->members[i].failures = 0;
			c->members[i].due_ms = 0;
			want--;
		}
	return want == 0 ? 0 : -1;
}

/* Whether a worker lives that is younger than the last loss: with the breaker
 * open they are tried one after the other. */
static bool
is_on_trial(const struct children *c)
{
	unsigned i;

	for (i = 0; i < c->places; i++)
		if (c->members[i].pid != 0 &&
		    c->members[i].started_ms >= c->loss_ms)
			return true;
	return false;
}

long long
children_start(struct children *c)
{
	long long now = (long long)clock_now_ms(), wait = -1, left;
	unsigned i;

	for (i = 0; i < c->places; i++) {
		struct child *m = &c->members[i];

		if (!m->wanted || m->pid != 0)
			continue;
		if ((long long)m->due_ms <= now &&
		    !(c->breaker && is_on_trial(c)))
			start_worker(c, i);
		left = (long long)m->due_ms - now;
		if (m->pid == 0 && left > 0 && (wait == -1 || left < wait))
			wait = left;
	}
	return wait;
}

unsigned
children_ready(const struct children *c, uint64_t generation)
{
	struct scoreboard_worker w;
	unsigned i, n = 0;

	for (i = 0; i < c->places; i++) {
		if (c->members[i].pid == 0 ||
		    c->members[i].generation != generation)
			continue;
		w = scoreboard_writer_read(&c->board, i);
		n += w.state == SCOREBOARD_IDLE || w.state == SCOREBOARD_BUSY;
	}
	return n;
}

void
children_ask(struct children *c, unsigned place, int signal)
{
	struct child *m = &c->members[place];
	uint64_t end = clock_now_ms() + STOP_MS;

	if (signal == SIGQUIT)
		end += (uint64_t)c->options->timeout * 1000 + GRACE_MS;
	if (m->end_ms == 0 || end < m->end_ms)
		m->end_ms = end;
	kill(m->pid, signal);
}

void
children_dismiss(
    struct children *c, int signal, uint64_t generation, bool equal)
{
	unsigned i;

	for (i = 0; i < c->places; i++) {
		struct child *m = &c->members[i];

		if ((m->generation == generation) != equal)
			continue;
		m->wanted = false;
		if (m->pid != 0)
			children_ask(c, i, signal);
		else
			children_show(c, i);
	}
}

unsigned
children_alive(const struct children *c)
{
	unsigned i, n = 0;

	for (i = 0; i < c->places; i++)
		n += c->members[i].pid != 0;
	return n;
}

void
children_send_log(const struct children *c)
{
	char room[CMSG_SPACE(sizeof(int))] = {0}, byte = 'l';
	struct iovec iov = {&byte, 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = room,
	    .msg_controllen = sizeof(room)};
	struct cmsghdr *head = CMSG_FIRSTHDR(&m);
	int fd = log_fd();
	unsigned i;

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	for (i = 0; i < c->places; i++)
		if (c->members[i].control != -1)
			sendmsg(c->members[i].control, &m,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
}
