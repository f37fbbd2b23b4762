/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker: the process that answers, one request at a time.
 */
#ifndef FCGI_WORKER_WORKER_WORKER_H
#define FCGI_WORKER_WORKER_WORKER_H

#include "base/options.h"
#include "sandbox/credentials.h"
#include "sandbox/tmpdir.h"
#include "shm/quarantine.h"
#include "shm/scoreboard_writer.h"

struct engine_set;

struct worker {
	int listen_fd;
	int control; /* the master sends log files on it */
	unsigned slot;
	const struct tmpdir *tmpdir;
	const struct options *options;
	const struct credentials *credentials;
	const struct engine_set *engines;
	/* Both are closed once the worker has mapped its part of them. */
	struct scoreboard_writer *scoreboard;
	struct quarantine *quarantine;
};

/*
 * Serves requests until the worker has to end.  Returns the exit status of the
 * process: 0 when the worker is to be replaced by a fresh one or the master
 * wants it to end; otherwise it cannot go on.
 */
int worker_run(const struct worker *w);

#endif
