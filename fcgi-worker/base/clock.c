/* SPDX-License-Identifier: BSD-3-Clause */
/* clock: the one clock by which everything is timed. */
#include "base/clock.h"

#include <time.h>

/* Returns the time of clock in units of which a second has a million or fewer.
 */
static inline uint64_t
read_clock(clockid_t clock, unsigned per_second)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * per_second +
	       (uint64_t)now.tv_nsec / (1000000000 / per_second);
}

uint64_t
clock_now_us(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

uint64_t
clock_now_ms(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000);
}

uint64_t
clock_cpu_us(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID, 1000000);
}

double
clock_exact_ms(void)
{
	return (double)clock_now_us() / 1000;
}
