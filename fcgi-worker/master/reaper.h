/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: what follows from a worker's death, and which workers are to be
 * ended.
 */
#ifndef FCGI_WORKER_MASTER_REAPER_H
#define FCGI_WORKER_MASTER_REAPER_H

#include "master/children.h"

/*
 * Notes what status, from waitpid(2), says of pid: it ended, was stopped or
 * goes on.
 */
void reaper_handle_exit(struct children *c, pid_t pid, int status);

/*
 * Kills workers that are over a hard limit, or did not end when they were asked
 * to.  Asks workers that are too old to end.  Stops throttling starts once a
 * worker has lived long enough or served.
 */
void reaper_check_limits(struct children *c);

#endif
