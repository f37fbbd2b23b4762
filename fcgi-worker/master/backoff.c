/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * backoff: how long the master waits before it starts a worker again.  Whether
 * it starts more than one at a time is in breaker.c.
 */
#include "master/backoff.h"

#include <sys/random.h>

#include "base/clock.h"
#include "shm/scoreboard_writer.h"

#define FIRST_MS 100
#define LONGEST_MS 30000

long
backoff_ms(unsigned failures, unsigned long random_number)
{
	long delay = FIRST_MS;

	if (failures == 0)
		return 0;
	while (--failures > 0 && delay < LONGEST_MS)
		delay *= 2;
	if (delay > LONGEST_MS)
		delay = LONGEST_MS;
	/* Workers that died together do not start together. */
	return delay / 2 +
	       (long)(random_number % (unsigned long)(delay / 2 + 1));
}

uint64_t
backoff_until(unsigned failures)
{
	uint64_t now = clock_now_ms();
	unsigned long random_number = 0;

	if (getrandom(&random_number, sizeof(random_number), GRND_NONBLOCK) ==
	    -1)
		random_number = (unsigned long)now;
	return now + (uint64_t)backoff_ms(failures, random_number);
}
