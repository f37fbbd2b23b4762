/* SPDX-License-Identifier: BSD-3-Clause */
/* backoff: how long the master waits before it starts a worker again. */
#include "master/backoff.h"

#include <sys/random.h>

#include "base/clock.h"
#include "shm/scoreboard_writer.h"

#define FIRST_MS 100
#define LONGEST_MS 30000

long
backoff_ms(unsigned failures, unsigned long chance)
{
	long delay = FIRST_MS;

	if (failures == 0)
		return 0;
	while (--failures > 0 && delay < LONGEST_MS)
		delay *= 2;
	if (delay > LONGEST_MS)
		delay = LONGEST_MS;
	return delay / 2 + (long)(chance % (unsigned long)(delay / 2 + 1));
}

uint64_t
backoff_until(unsigned failures)
{
	uint64_t now = clock_now_ms();
	unsigned long chance = 0;

	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) == -1)
		chance = (unsigned long)now;
	return now + (uint64_t)backoff_ms(failures, chance);
}
