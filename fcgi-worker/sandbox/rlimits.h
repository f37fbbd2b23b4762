/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rlimits: how much of memory, processor time and files the kernel lets a
 * worker use.
 */
#ifndef FCGI_WORKER_SANDBOX_RLIMITS_H
#define FCGI_WORKER_SANDBOX_RLIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"

/* Sets this process's limits on memory, core files, open files and the size of
 * files.  Returns 0, or -1 with errno. */
int rlimits_set(const struct options *o);

/* Keeps this process from starting threads and processes, unless it is root's:
 * for root the kernel has no such limit.  Returns 0, or -1 with errno. */
int rlimits_end_processes(void);

/*
 * Limits the processor time of the next request to ms of each thread that may
 * recognize; 0 lifts the limit.
 */
void rlimits_set_processor(uint64_t ms);

/*
 * Whether the log has become so long that this process may soon not be able to
 * write to it.
 */
bool rlimits_log_is_near(void);

/*
 * For the master, which has a socket to each worker: raises the limit on open
 * files as far as it goes.
 */
void rlimits_raise_files(void);

#endif
