/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a request can expect: its turn, how long it will wait, and how long it
 * will take.
 */
#ifndef MOD_OCR_FORECAST_H
#define MOD_OCR_FORECAST_H

#include "gate.h"

/*
 * Returns the place of a queued job, 1 for the next, as far as it is known now:
 * newcomers may come before it later.
 */
unsigned forecast_position(const struct gate *g, const struct gate_job *job);

/*
 * Returns the milliseconds until a queued or running job will have been
 * answered, or -1 when too little is known to say.  page, counted from 1, of so
 * many pages is what its worker reads; both are 0 where that is not known.
 */
int64_t forecast_left_ms(struct gate *g, const struct gate_job *job,
    unsigned page, unsigned pages, uint64_t now_ms);

/*
 * Returns the milliseconds that a request of the client named key would wait if
 * it came now, by the measured service time: those before it over the slots, or
 * until most of them have left if that is sooner.  Admission and Retry-After go
 * by it.
 */
uint64_t forecast_wait_ms(struct gate *g, const char *key);

/* Returns forecast_wait_ms() in whole seconds, from 1 to 3600, for the header
 * Retry-After. */
unsigned forecast_retry_after(struct gate *g, const char *key);

#endif
