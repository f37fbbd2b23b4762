/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preloaded into lighttpd: its second clock, which it reads in each turn of its
 * loop, alternates between a multiple of 64 and the second behind it.  So it
 * frees the connections and requests that it pools, a thing of once in 64
 * seconds, in every other turn, and nothing else becomes later.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	static unsigned odd;
	int rc = (int)syscall(SYS_clock_gettime, clock, now);

	if (rc == 0 && clock == CLOCK_MONOTONIC_COARSE)
		now->tv_sec = (now->tv_sec & ~(time_t)63) + (odd++ & 1);
	return rc;
}
