/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_limits: which workers are to be ended.
 */
#ifndef FCGI_WORKER_MASTER_WORKER_LIMITS_H
#define FCGI_WORKER_MASTER_WORKER_LIMITS_H

#include "master/children.h"

/*
 * Kills workers that are over a hard limit, or did not end when they were asked
 * to.  Asks workers that are too old to end.  Closes the breaker once a worker
 * has lived long enough or served.
 */
void worker_limits_check(struct children *c);

#endif
