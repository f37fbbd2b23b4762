/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_exit: when a worker ends by itself, which is always between two
 * requests.
 */
#ifndef FCGI_WORKER_WORKER_WORKER_EXIT_H
#define FCGI_WORKER_WORKER_WORKER_EXIT_H

#include <stdbool.h>

#include "base/options.h"

/*
 * Takes the signals of a worker: TERM and INT end it at once, QUIT asks it to
 * end after its request.  Sets the limits after which it ends; a worker in
 * another slot has others, so that they do not end together.  Returns 0, or -1
 * with errno.
 */
int worker_exit_init(const struct options *o, unsigned slot);

/* Returns a descriptor that can be read once worker_exit_is_asked. */
int worker_exit_fd(void);

/* Whether the master wants this worker to end. */
bool worker_exit_is_asked(void);

/*
 * To be called after each request.  Counts it.  If this process has more memory
 * than --max-rss allows, gives its free memory back to the kernel.
 */
void worker_exit_end_request(void);

/*
 * Returns why the worker has to end before its next request, as a word for the
 * log, or NULL.
 */
const char *worker_exit_reason(void);

/*
 * Returns after how many requests the worker in slot ends: requests, or up to a
 * tenth more or less, so that the workers do not end at the same time; 0 if
 * requests is 0.
 */
unsigned long worker_exit_after(
    unsigned requests, unsigned slot, unsigned workers);

#endif
