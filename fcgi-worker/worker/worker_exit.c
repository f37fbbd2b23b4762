/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_exit: when a worker ends by itself, always between two requests.
 */
#include "worker/worker_exit.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sandbox/rlimits.h"
#include "base/log.h"
#include "shm/progress.h"
#include "base/rss.h"

static volatile sig_atomic_t asked;
static int event = -1;
static unsigned long left; /* requests, 0: any number */
static size_t max_rss;

/* A page may take half a minute: there is nothing to wait for. */
static void
on_stop(int signal)
{
	(void)signal;
	_exit(0);
}

static void
on_quit(int signal)
{
	const uint64_t one = 1;

	(void)signal;
	asked = 1;
	/* It fails only when it is readable already. */
	if (write(event, &one, sizeof(one)) == -1)
		asked = 1;
}

static void
on_nothing(int signal)
{
	(void)signal;
}

unsigned long
worker_exit_after(unsigned requests, unsigned place, unsigned workers)
{
	unsigned long tenth = requests / 10, width = 2 * tenth + 1;

	/* In a reload the next generation has the places behind. */
	place %= workers;
	return requests - tenth + (2UL * place + 1) * width / (2 * workers);
}

int
worker_exit_init(const struct options *o, unsigned place)
{
	struct sigaction stop = {.sa_handler = on_stop};
	/* A body that is being read is read on. */
	struct sigaction quit = {.sa_handler = on_quit, .sa_flags = SA_RESTART};
	struct sigaction nothing = {
	    .sa_handler = on_nothing, .sa_flags = SA_RESTART};
	sigset_t none;

	left = worker_exit_after(o->max_requests, place, (unsigned)o->workers);
	max_rss = o->max_rss;
	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (event == -1)
		return -1;
	/*
	 * libfcgi would put its own handlers where it finds none, and its one
	 * for TERM only sets a flag that a busy worker never reads.
	 */
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	sigaction(SIGUSR1, &nothing, NULL);
	sigaction(SIGPIPE, &nothing, NULL);
	/* Sent to the whole process group they are the master's. */
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

bool
worker_exit_is_due(void)
{
	const char *tmpdir = getenv("TMPDIR"), *why = NULL;

	if (left > 0 && --left == 0)
		why = "requests";
	else if (max_rss > 0 && rss_bytes() > max_rss)
		why = "memory";
	else if (rlimits_log_is_near())
		why = "log";
	/* What tidies up /tmp took it; only a new worker can make another. */
	else if (tmpdir == NULL || access(tmpdir, W_OK) == -1)
		why = "temporary directory";
	if (why != NULL)
		log_write("info", "worker retires",
		    json_pack("{s:s}", "reason", why));
	return why != NULL;
}
