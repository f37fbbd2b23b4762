/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * clock: the one by which everything is timed.
 */
#ifndef FCGI_WORKER_BASE_CLOCK_H
#define FCGI_WORKER_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment, the same one in all processes.  They pass
 * whatever the time of day is set to: CLOCK_MONOTONIC of clock_gettime(2). */
uint64_t clock_now_ms(void);

/* The same in microseconds, and in milliseconds with their fraction. */
uint64_t clock_now_us(void);
double clock_exact_ms(void);

#endif
