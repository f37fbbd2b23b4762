/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * master: the process that starts the workers, replaces those that end, and
 * reloads the program.
 */
#ifndef FCGI_WORKER_MASTER_MASTER_H
#define FCGI_WORKER_MASTER_MASTER_H

#include "base/options.h"
#include "master/handover.h"
#include "sandbox/credentials.h"

struct engine_set;

struct master_setup {
	const struct options *options;
	const struct credentials *credentials;
	const struct handover *handover;
	const struct engine_set *engines;
	int listen_fd;
	char *const *argv;
};

/*
 * Runs the workers until TERM, INT or QUIT.  Returns the exit status of the
 * program.  A reload does not return: the next program goes on.
 */
int master_run(const struct master_setup *s);

#endif
