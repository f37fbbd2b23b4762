/* SPDX-License-Identifier: BSD-3-Clause */
/* backoff: how long the master waits before it starts a worker again. */
#ifndef FCGI_WORKER_MASTER_BACKOFF_H
#define FCGI_WORKER_MASTER_BACKOFF_H

#include <stdint.h>

/*
 * Returns the ms to wait before the next worker is started. failures is how
 * many workers in a row have died before they finished a request.  The wait
 * doubles with each failure up to 30 s; random_number takes away
 * up to half of it.  Without failures it is 0.
 */
long backoff_ms(unsigned failures, unsigned long random_number);

/*
 * Returns the time of clock_now_ms at which that wait ends if it begins now,
 * with a random part.
 */
uint64_t backoff_until(unsigned failures);

#endif
