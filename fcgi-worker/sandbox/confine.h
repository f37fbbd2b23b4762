/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * confine: the order in which a worker gives up what it may do.
 */
#ifndef FCGI_WORKER_SANDBOX_CONFINE_H
#define FCGI_WORKER_SANDBOX_CONFINE_H

#include "sandbox/credentials.h"
#include "base/options.h"
#include "sandbox/tmpdir.h"

struct confine {
	const struct options *options;
	const struct credentials *identity;
	const char *tessdata; /* directory of the language files */
	const struct tmpdir *scratch;
	unsigned place;
};

/*
 * Close all descriptors above stderr but the count of kept; stdin
 * becomes what stdout is unless it is among them.
 */
void confine_descriptors(const int *kept, size_t count);

/*
 * Limits, identity, files; then the process may start its threads.  Returns 0,
 * or -1 with errno and in step what failed.
 */
int confine_files(const struct confine *c, const char **step);

/* The last step: calls of the kernel.  As confine_files. */
int confine_calls(const char **step);

#endif
