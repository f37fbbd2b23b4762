/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * backoff: how long to wait before trying again.
 */
#ifndef FCGI_WORKER_MASTER_BACKOFF_H
#define FCGI_WORKER_MASTER_BACKOFF_H

#include <stdint.h>

/*
 * How long to wait before the next worker, after failures in a row died
 * before they finished a request: doubling, at most 30 s, at least half of
 * that, by chance, any number.  0 failures: 0.
 */
long backoff_ms(unsigned failures, unsigned long chance);

/* When that time is over, on the clock of the board, by any chance. */
uint64_t backoff_until(unsigned failures);

#endif
