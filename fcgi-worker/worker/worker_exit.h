/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_exit: when a worker ends by itself, always between two requests.
 */
#ifndef FCGI_WORKER_WORKER_WORKER_EXIT_H
#define FCGI_WORKER_WORKER_WORKER_EXIT_H

#include <stdbool.h>

#include "base/options.h"

/*
 * Take the signals of a worker: TERM and INT end it at once, QUIT asks it to
 * retire.  place spreads the limits.  Returns 0, or -1 with errno.
 */
int worker_exit_init(const struct options *o, unsigned place);

/* A descriptor that can be read when worker_exit_is_asked. */
int worker_exit_fd(void);

/* Whether the master wants this worker to end. */
bool worker_exit_is_asked(void);

/* Count a request; whether it was the last one. */
bool worker_exit_is_due(void);

/*
 * After how many requests the worker at place of workers ends:
 * requests, up to a tenth more or less and as far from the others' as can
 * be, so that they do not end together; 0 for 0.
 */
unsigned long worker_exit_after(
    unsigned requests, unsigned place, unsigned workers);

#endif
