/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: what follows from a worker's death.
 */
#ifndef FCGI_WORKER_MASTER_REAPER_H
#define FCGI_WORKER_MASTER_REAPER_H

#include "master/children.h"

/*
 * Notes what status, from waitpid(2), says of pid: it ended, was stopped or
 * goes on.
 */
void reaper_handle_exit(struct children *c, pid_t pid, int status);

#endif
