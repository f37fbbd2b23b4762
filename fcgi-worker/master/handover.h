/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handover: what a master leaves to the program that takes its place, in the
 * environment and in open descriptors.
 */
#ifndef FCGI_WORKER_MASTER_HANDOVER_H
#define FCGI_WORKER_MASTER_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "master/children.h"

/* Raised with every change of what is left. */
#define HANDOVER_VERSION "3"

struct handover {
	bool given;
	int listen_fd, board, quarantine, log, scratch;
	unsigned places;
	uint64_t generation, started_ms, restarts;
	char *scratch_path;
	/* "PLACE:PID:CONTROL:GENERATION:STARTED:CRASHES:END " of each */
	char *workers_alive;
};

/*
 * Read what the last program left.  Returns 0, also when there is nothing, or
 * -1 when it makes no sense; h->given is whether there is something.
 */
int handover_read(struct handover *h);

/*
 * Put into the environment what the next program needs, and keep its
 * descriptors open.  Returns 0, or -1 with errno.
 */
int handover_write(
    const struct children *c, uint64_t generation, uint64_t started_ms);

/*
 * Put the workers of h into their places, wanted if they serve.  What h
 * left is of no use to another program after this.
 */
void handover_adopt(const struct handover *h, struct children *c);

#endif
