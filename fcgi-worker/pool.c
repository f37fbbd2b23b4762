/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool: the master, which keeps a number of workers alive.  Does no work on
 * a request, calls no library of the workers, and waits in one place only.
 */
#include "pool.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "worker.h"

#define FIRST_DELAY_MS 100
#define MAX_DELAY_MS 30000
/* A worker that lived as long without a request was not the trouble. */
#define SOUND_MS 60000
#define KILL_AFTER_MS 500

/* What the master knows of one worker. */
struct slot {
	pid_t pid; /* 0: none */
	long long started_ms;
	long long due_ms;  /* when to start the next */
	unsigned failures; /* in a row, before a first request */
};

/* What a worker tells the master, in memory both see. */
struct shared {
	atomic_ulong done;
};

struct pool {
	const struct options *options;
	int listen_fd;
	struct engine *engine;
	pid_t master;
	struct slot *slots;
	struct shared *shared;
	sigset_t signals;
	int status; /* to exit with */
};

static long long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long
pool_delay_ms(unsigned failures, unsigned long chance)
{
	long delay = FIRST_DELAY_MS;

	if (failures == 0)
		return 0;
	while (--failures > 0 && delay < MAX_DELAY_MS)
		delay *= 2;
	if (delay > MAX_DELAY_MS)
		delay = MAX_DELAY_MS;
	return delay / 2 + (long)(chance % (unsigned long)(delay / 2 + 1));
}

/* In the child: become worker ${i}.  Does not return. */
static void
become_worker(const struct pool *p, int i)
{
	struct worker w = {.listen_fd = p->listen_fd,
	    .options = p->options,
	    .engine = p->engine,
	    .done = &p->shared[i].done};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The master may have died before that call. */
	if (getppid() != p->master)
		_exit(EX_SOFTWARE);
	_exit(worker_run(&w));
}

static void
postpone(struct slot *s)
{
	unsigned long chance = 0;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) == -1)
		chance = (unsigned long)now_ms();
	s->due_ms = now_ms() + pool_delay_ms(s->failures, chance);
}

static void
start_worker(struct pool *p, int i)
{
	struct slot *s = &p->slots[i];
	pid_t pid;

	atomic_store(&p->shared[i].done, 0);
	pid = fork();
	if (pid == 0)
		become_worker(p, i);
	if (pid == -1) {
		log_write("error", "fork failed",
		    json_pack("{s:s}", "error", strerror(errno)));
		s->failures++;
		postpone(s);
		return;
	}
	s->pid = pid;
	s->started_ms = now_ms();
	log_write("info", "worker started",
	    json_pack("{s:i,s:i}", "worker", i, "worker_pid", (int)pid));
}

/* Start the workers that are due.  Returns the ms until the next is, or -1. */
static long long
start_due(struct pool *p)
{
	long long now = now_ms(), wait = -1;
	int i;

	for (i = 0; i < p->options->workers; i++) {
		struct slot *s = &p->slots[i];

		if (s->pid == 0 && s->due_ms <= now)
			start_worker(p, i);
		if (s->pid == 0 && (wait == -1 || s->due_ms - now < wait))
			wait = s->due_ms - now;
	}
	return wait == -1 || wait > 0 ? wait : 0;
}

static void
bury(struct pool *p, int i, int status)
{
	struct slot *s = &p->slots[i];
	unsigned long done = atomic_load(&p->shared[i].done);
	bool sound = done > 0 || now_ms() - s->started_ms >= SOUND_MS;
	pid_t pid = s->pid;

	s->pid = 0;
	s->failures = sound ? 0 : s->failures + 1;
	postpone(s);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_CONFIG)
		p->status = EX_CONFIG;
	log_write("warning", "worker died",
	    json_pack("{s:i,s:i,s:i,s:I,s:I}", "worker", i, "worker_pid",
		(int)pid, WIFSIGNALED(status) ? "signal" : "exit_status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
		"requests", (json_int_t)done, "delay_ms",
		(json_int_t)(s->due_ms - now_ms())));
}

/* Take notice of every dead worker.  Returns how many still live. */
static int
reap(struct pool *p, bool stopping)
{
	int i, status, alive = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < p->options->workers; i++) {
			if (p->slots[i].pid != pid)
				continue;
			if (stopping)
				p->slots[i].pid = 0;
			else
				bury(p, i, status);
		}
	for (i = 0; i < p->options->workers; i++)
		alive += p->slots[i].pid != 0;
	return alive;
}

static void
signal_all(const struct pool *p, int signal)
{
	int i;

	for (i = 0; i < p->options->workers; i++)
		if (p->slots[i].pid != 0)
			kill(p->slots[i].pid, signal);
}

/* Wait for a signal at most ${ms}, for ever if negative.  Returns it or 0. */
static int
wait_signal(const struct pool *p, long long ms)
{
	struct timespec t = {
	    .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
	int signal;

	signal = sigtimedwait(&p->signals, NULL, ms < 0 ? NULL : &t);
	return signal > 0 ? signal : 0;
}

static void
stop(struct pool *p)
{
	long long kill_ms = now_ms() + KILL_AFTER_MS, left;

	signal_all(p, SIGTERM);
	while (reap(p, true) > 0) {
		left = kill_ms - now_ms();
		if (left <= 0)
			signal_all(p, SIGKILL);
		wait_signal(p, left > 0 ? left : 50);
	}
}

static void
serve(struct pool *p)
{
	int signal = 0;

	while (signal != SIGTERM && signal != SIGINT && p->status == EX_OK) {
		reap(p, false);
		if (p->status == EX_OK)
			signal = wait_signal(p, start_due(p));
	}
	log_write("info", "stopping",
	    json_pack("{s:i,s:i}", "signal", signal, "exit_status", p->status));
	stop(p);
	log_write("info", "stopped", NULL);
}

/*
 * A master that is idle sleeps in sigtimedwait with everything blocked, so
 * no signal is lost and no handler is needed.
 */
static void
block_signals(struct pool *p)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};

	/* Ignored by our parent, it would reap workers without telling. */
	sigaction(SIGCHLD, &usual, NULL);
	sigemptyset(&p->signals);
	sigaddset(&p->signals, SIGTERM);
	sigaddset(&p->signals, SIGINT);
	sigaddset(&p->signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &p->signals, NULL);
}

int
pool_run(const struct options *o, int listen_fd, struct engine *engine)
{
	size_t n = (size_t)o->workers;
	struct pool p = {.options = o,
	    .listen_fd = listen_fd,
	    .engine = engine,
	    .master = getpid(),
	    .status = EX_OK};

	p.slots = calloc(n, sizeof(*p.slots));
	p.shared = mmap(NULL, n * sizeof(*p.shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p.slots == NULL || p.shared == MAP_FAILED) {
		log_write("error", "out of memory", NULL);
		free(p.slots);
		return EX_OSERR;
	}
	block_signals(&p);
	log_write("info", "started",
	    json_pack("{s:i,s:s}", "workers", o->workers, "lang", o->lang));
	serve(&p);
	munmap(p.shared, n * sizeof(*p.shared));
	free(p.slots);
	return p.status;
}
