/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool: the master, which keeps a number of workers alive.
 */
#ifndef FCGI_WORKER_MASTER_MASTER_H
#define FCGI_WORKER_MASTER_MASTER_H

#include "master/handover.h"
#include "sandbox/credentials.h"
#include "options.h"

struct engine;

struct pool_setup {
	const struct options *options;
	const struct identity *identity;
	const struct handover *handover;
	struct engine *engine;
	int listen_fd;
	char *const *argv;
};

/*
 * Run the workers until TERM, INT or QUIT.  Returns the exit status of the
 * program.  A reload does not return: the next program goes on.
 */
int pool_run(const struct pool_setup *s);

#endif
