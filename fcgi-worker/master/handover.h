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
	int listen_fd, scoreboard, quarantine, log, tmpdir;
	unsigned slot_count;
	uint64_t generation, started_ms, restarts;
	char *tmpdir_path;
	/* "slot:pid:control:generation:started:crashes:end " of each worker */
	char *workers_alive;
};

/*
 * Reads what the last program left, if it left anything: h->given says whether
 * it did.  Returns 0, or -1 when it cannot be read.
 */
int handover_read(struct handover *h);

/*
 * Writes the state of the pool to the environment, for the program that takes
 * this one's place by execve(2), and keeps open the descriptors that it names.
 * Returns 0, or -1 with errno.
 */
int handover_write(
    const struct children *c, uint64_t generation, uint64_t started_ms);

/*
 * Puts the workers that h names into their slots; those of the serving
 * generation are wanted.  Closes the descriptors of h or leaves them to c, so
 * this can be called once.
 */
void handover_adopt(const struct handover *h, struct children *c);

#endif
