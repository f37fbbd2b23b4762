/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rlimits: what the kernel lets a worker use.
 */
#ifndef FCGI_WORKER_SANDBOX_RLIMITS_H
#define FCGI_WORKER_SANDBOX_RLIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"

/* Set the limits of this process.  Returns 0, or -1 with errno. */
int rlimits_set(const struct options *o);

/* Give a request ms of processor time; 0: any. */
void rlimits_begin(uint64_t ms);

/* Whether the log may become too long for this process to append to it. */
bool rlimits_log_is_near(void);

/* The master's, which has a socket to each worker: take all files there are. */
void rlimits_raise_files(void);

#endif
