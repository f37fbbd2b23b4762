/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reaper: what a worker's death means, and which one is as good as dead.
 */
#ifndef FCGI_WORKER_MASTER_REAPER_H
#define FCGI_WORKER_MASTER_REAPER_H

#include "master/children.h"

/* Take notice that pid died, was stopped or goes on: status of waitpid.
 */
void reaper_handle_exit(struct children *c, pid_t pid, int status);

/*
 * End what is over its hard limit or did not end when it was asked to, ask what
 * is too old, and close the breaker if all is well.
 */
void reaper_check_limits(struct children *c);

#endif
