/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signals: waits for the signals that the master takes.  What it does at each,
 * as at SIGUSR1, is in master.c.
 */
#include "master/signals.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static sigset_t taken;

void
signals_block(void)
{
	static const int list[] = {
	    SIGTERM, SIGINT, SIGQUIT, SIGCHLD, SIGHUP, SIGUSR1, SIGUSR2};
	struct sigaction usual = {.sa_handler = SIG_DFL};

	sigemptyset(&taken);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		/*
		 * A signal that the parent ignores is ignored here, too, and
		 * would never come.
		 */
		sigaction(list[i], &usual, NULL);
		sigaddset(&taken, list[i]);
	}
	sigprocmask(SIG_BLOCK, &taken, NULL);
}

int
signals_wait(long long ms)
{
	struct timespec t = {
	    .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
	int signal = sigtimedwait(&taken, NULL, &t);

	return signal > 0 ? signal : 0;
}
