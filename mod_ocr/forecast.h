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
 * answered, or -1 if too little is known.  The worker of a running job reads
 * this page, counted from 1, of this many pages; both are 0 if that is not
 * known.
 */
int64_t forecast_left_ms(struct gate *g, const struct gate_job *job,
    unsigned page, unsigned pages, uint64_t now_ms);

/*
 * Returns how many milliseconds a request of the client with this key would
 * wait if it came now.  That is the measured service time for each request
 * before it, divided by the slots; or the time until most clients have left, if
 * that is less.  Admission and Retry-After use it.
 */
uint64_t forecast_wait_ms(struct gate *g, const char *key);

/* Returns forecast_wait_ms() in whole seconds, from 1 to 3600, for the header
 * Retry-After. */
unsigned forecast_retry_after(struct gate *g, const char *key);

#endif
