/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a request in the gate can expect: its turn, and how long it will take.
 * Estimates for people, on which nothing else depends.
 */
#ifndef MOD_OCR_FORECAST_H
#define MOD_OCR_FORECAST_H

#include "gate.h"

/* The place of a queued job, 1 for the next, if clients take their turns. */
unsigned forecast_position(const struct gate *g, const struct gate_job *job);

/*
 * Milliseconds until a queued or running job will have been answered, or -1
 * when too little is known to say.  page, counted from 1, of so many pages is
 * what its worker reads; both are 0 where that is not known.
 */
int64_t forecast_left_ms(struct gate *g, const struct gate_job *job,
    unsigned page, unsigned pages, uint64_t now_ms);

#endif
