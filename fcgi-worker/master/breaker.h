/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * breaker: while workers die early one after the other, holds back the start of
 * others.  It opens when too many have died before their first request; then
 * only one worker is started at a time.  It closes when one of these has shown
 * that it lives.
 */
#ifndef FCGI_WORKER_MASTER_BREAKER_H
#define FCGI_WORKER_MASTER_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "shm/scoreboard.h"

/* A breaker that is all 0 is closed. */
struct breaker {
	bool is_open;
	unsigned early_deaths; /* in a row, in any slot */
	uint64_t last_death_ms;
};

/* Counts an early death, and opens b if that is one too many for a pool of so
 * many workers. */
void breaker_count_death(struct breaker *b, unsigned workers);

/* Whether a worker that was started then is one by which b can tell whether
 * workers still die early. */
bool breaker_is_trial(const struct breaker *b, uint64_t started_ms);

/* Whether such a worker, with its record w, has shown by the time now that it
 * does not die early. */
bool breaker_has_passed(const struct breaker *b, uint64_t started_ms,
    const struct scoreboard_worker *w, uint64_t now);

/* Closes b, which may be closed already, and logs that if it was open. */
void breaker_close(struct breaker *b);

/* Forgets all deaths, without a word in the log. */
void breaker_reset(struct breaker *b);

#endif
