/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_exit: when a worker ends by itself, which is always between two
 * requests.
 */
#include "worker/worker_exit.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/rss.h"
#include "base/wiped_heap.h"
#include "sandbox/rlimits.h"
#include "shm/progress.h"

static volatile sig_atomic_t asked;
static int event = -1;
static unsigned long requests_done;
static unsigned long requests_limit; /* 0: any number */
static size_t max_rss;

/*
 * Ends at once, in the middle of a request, too: a page may take half a minute.
 */
static void
on_stop(int signal)
{
	(void)signal;
	_exit(0);
}

/* Notes that the worker is to end, and makes worker_exit_fd() readable, which
 * wakes the worker if it waits. */
static void
on_quit(int signal)
{
	const uint64_t one = 1;

	(void)signal;
	asked = 1;
	/* The write fails only when the descriptor can be read already. */
	if (write(event, &one, sizeof(one)) == -1)
		asked = 1;
}

/* Handles the signals that mean nothing to a worker. */
static void
on_nothing(int signal)
{
	(void)signal;
}

unsigned long
worker_exit_after(unsigned requests, unsigned slot, unsigned workers)
{
	unsigned long tenth = requests / 10, least = requests - tenth;
	unsigned long count = 2 * tenth + 1, part;

	/*
	 * The numbers from nine tenths to eleven tenths of requests are divided
	 * into as many equal parts as there are workers, and each takes the
	 * middle of its part.  During a reload the next generation has the
	 * slots behind these.
	 */
	part = slot % workers;
	return least + (2 * part + 1) * count / (2UL * workers);
}

int
worker_exit_init(const struct options *o, unsigned slot)
{
	struct sigaction stop = {.sa_handler = on_stop};
	/* SA_RESTART: a body that is being read is read to its end. */
	struct sigaction quit = {.sa_handler = on_quit, .sa_flags = SA_RESTART};
	struct sigaction nothing = {
	    .sa_handler = on_nothing, .sa_flags = SA_RESTART};
	sigset_t none;

	requests_limit =
	    worker_exit_after(o->max_requests, slot, (unsigned)o->workers);
	max_rss = o->max_rss;
	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event == -1)
		return -1;
	/*
	 * libfcgi installs its own handlers for signals that have none.  Its
	 * handler of TERM only sets a flag that a busy worker never reads.
	 */
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGUSR1, &nothing, NULL);
	sigaction(SIGPIPE, &nothing, NULL);
	/*
	 * HUP and USR2 are for the master, but may be sent to the whole process
	 * group.
	 */
	signal(SIGHUP, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL);
}

int
worker_exit_fd(void)
{
	return event;
}

bool
worker_exit_is_asked(void)
{
	return asked != 0;
}

/* Whether more of this process is in memory than --max-rss allows. */
static bool
is_above_max_rss(void)
{
	return max_rss > 0 && rss_bytes() > max_rss;
}

void
worker_exit_end_request(void)
{
	requests_done++;
	/* A busy worker keeps the memory that it has freed. */
	if (is_above_max_rss())
		wiped_heap_trim(0);
}

const char *
worker_exit_reason(void)
{
	const char *tmpdir = getenv("TMPDIR");

	if (requests_limit > 0 && requests_done >= requests_limit)
		return "requests";
	if (is_above_max_rss())
		return "memory";
	if (rlimits_log_is_near())
		return "log";
	/*
	 * Something that tidies up /tmp removed the directory; only a new
	 * worker can make another.
	 */
	if (tmpdir == NULL || access(tmpdir, W_OK) == -1)
		return "temporary directory";
	return NULL;
}
