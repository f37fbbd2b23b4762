/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine: the order in which a worker gives up what it may do.
 */
#ifndef FCGI_WORKER_SANDBOX_CONFINE_H
#define FCGI_WORKER_SANDBOX_CONFINE_H

#include "base/options.h"
#include "sandbox/credentials.h"
#include "sandbox/tmpdir.h"

struct confine {
	const struct options *options;
	const struct credentials *credentials;
	const char *tessdata; /* directory of the language files */
	const struct tmpdir *tmpdir;
	unsigned slot;
};

/*
 * Closes all descriptors above stderr but those in kept, count of them.  Unless
 * stdin is among them, it becomes a copy of stdout.
 */
void confine_descriptors(const int *kept, size_t count);

/*
 * Sets limits, takes on the user and group, and gives up all files that a
 * worker does not need.  After this the process may start its threads.  Returns
 * 0, or -1 with errno and in step what failed, in words for the log.
 */
int confine_files(const struct confine *c, const char **step);

/*
 * Gives up all system calls that a worker does not need, and with them new
 * processes and threads.  It is called last, when all threads are started.
 * Returns as confine_files does.
 */
int confine_calls(const char **step);

#endif
