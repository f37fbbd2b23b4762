/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tmpdir_usage: how much a worker has in its directory for temporary files.
 */
#ifndef FCGI_WORKER_SANDBOX_TMPDIR_USAGE_H
#define FCGI_WORKER_SANDBOX_TMPDIR_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/tmpdir.h"

/*
 * For the master: whether the worker in slot has more than limit bytes in its
 * directory.  Unless pid is 0, files that were removed but that the process pid
 * still has open count, too.
 */
bool tmpdir_usage_exceeds(
    const struct tmpdir *s, unsigned slot, pid_t pid, size_t limit);

#endif
