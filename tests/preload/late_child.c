/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preloaded into lighttpd: as on a busy machine, the child of a fork goes on
 * only after SIGINT has come for it.  It leaves the children alone that
 * lighttpd has at its start, before it handles SIGINT, and those of the shells
 * that the configuration runs, some of which handle it.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BOUND_S 20

/* The other name that libc gives fork(). */
extern pid_t __fork(void);

static void
wait_for(int signal)
{
	const struct timespec bound = {.tv_sec = BOUND_S};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	if (sigtimedwait(&set, NULL, &bound) == signal)
		raise(signal);
}

static bool
is_lighttpd_that_serves(void)
{
	struct sigaction action;

	return strcmp(program_invocation_short_name, "lighttpd") == 0 &&
	       sigaction(SIGINT, NULL, &action) == 0 &&
	       action.sa_handler != SIG_DFL;
}

pid_t
fork(void)
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = __fork();
	if (pid == 0 && is_lighttpd_that_serves())
		wait_for(SIGINT);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}
