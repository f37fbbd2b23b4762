/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool: the master, which keeps a number of workers alive.
 */
#ifndef FCGI_WORKER_POOL_H
#define FCGI_WORKER_POOL_H

#include "options.h"

struct engine;

/*
 * Run the workers of ${o} on ${listen_fd} until TERM or INT.  Returns the
 * exit status of the program.
 */
int pool_run(const struct options *o, int listen_fd, struct engine *engine);

/*
 * How long to wait before the next worker, after ${failures} in a row died
 * before they finished a request: doubling, at most 30 s, at least half of
 * that, by ${chance}, any number.  0 failures: 0.
 */
long pool_delay_ms(unsigned failures, unsigned long chance);

#endif
