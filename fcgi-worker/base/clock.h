/* SPDX-License-Identifier: BSD-3-Clause */
/* clock: the one clock by which everything is timed. */
#ifndef FCGI_WORKER_BASE_CLOCK_H
#define FCGI_WORKER_BASE_CLOCK_H

#include <stdint.h>

/*
 * Returns the milliseconds of CLOCK_MONOTONIC, which is the same in all
 * processes and does not change when the time of day is set.
 */
uint64_t clock_now_ms(void);

/*
 * Return the time of CLOCK_MONOTONIC: in whole microseconds, and in
 * milliseconds with a fraction.
 */
uint64_t clock_now_us(void);
double clock_exact_ms(void);

/* Returns the processor time of the calling thread in microseconds. */
uint64_t clock_cpu_us(void);

#endif
