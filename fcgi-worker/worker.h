/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker: the process that answers, one request at a time.
 */
#ifndef FCGI_WORKER_WORKER_H
#define FCGI_WORKER_WORKER_H

#include <stdatomic.h>

#include "options.h"

struct engine;

struct worker {
	int listen_fd;
	const struct options *options;
	struct engine *engine;
	atomic_ulong *done; /* shared with the master: requests finished */
};

/*
 * Serve requests until a signal ends the process.  Returns the exit status
 * when it cannot go on.
 */
int worker_run(const struct worker *w);

#endif
