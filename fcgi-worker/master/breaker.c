/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * breaker: whether so many workers have died early that only one is started at
 * a time.  How long to wait before each start is in backoff.c.
 */
#include "master/breaker.h"

#include "base/clock.h"
#include "base/log.h"

/* The fewest early deaths in a row that open the breaker. */
#define DEATHS_LEAST 4
/* A worker that has lived for this long does not die early. */
#define PROVEN_MS 5000

void
breaker_count_death(struct breaker *b, unsigned workers)
{
	unsigned too_many = 2 * workers;

	if (too_many < DEATHS_LEAST)
		too_many = DEATHS_LEAST;
	b->early_deaths++;
	b->last_death_ms = clock_now_ms();
	if (!b->is_open && b->early_deaths >= too_many) {
		b->is_open = true;
		log_write("error", "breaker open",
		    json_pack("{s:i}", "deaths", (int)b->early_deaths));
	}
}

bool
breaker_is_trial(const struct breaker *b, uint64_t started_ms)
{
	return started_ms >= b->last_death_ms;
}

bool
breaker_has_passed(const struct breaker *b, uint64_t started_ms,
    const struct scoreboard_worker *w, uint64_t now)
{
	return breaker_is_trial(b, started_ms) &&
	       (w->requests > 0 || now > started_ms + PROVEN_MS);
}

void
breaker_close(struct breaker *b)
{
	if (b->is_open)
		log_write("info", "breaker closed", NULL);
	breaker_reset(b);
}

void
breaker_reset(struct breaker *b)
{
	b->is_open = false;
	b->early_deaths = 0;
}
