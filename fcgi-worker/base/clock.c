/* SPDX-License-Identifier: BSD-3-Clause */
/* clock: the one clock by which everything is timed. */
#include "base/clock.h"

#include <time.h>

/* Returns the time of clock in microseconds. */
static uint64_t
read_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t
clock_now_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

uint64_t
clock_now_ms(void)
{
	return clock_now_us() / 1000;
}

uint64_t
clock_cpu_us(void)
{
	return read_us(CLOCK_THREAD_CPUTIME_ID);
}

double
clock_exact_ms(void)
{
	return (double)clock_now_us() / 1000;
}
