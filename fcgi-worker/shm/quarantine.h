/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quarantine: inputs that crashed workers, in memory that all of them share.
 */
#ifndef FCGI_WORKER_SHM_QUARANTINE_H
#define FCGI_WORKER_SHM_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>

struct quarantine_map;

struct quarantine {
	struct quarantine_map *map;
	size_t size;
	int fd;
	unsigned seconds; /* how long an input stays; 0: none does */
};

/*
 * Make a quarantine for places, or go on with the one of fd, which is
 * taken over, unless that is -1.  Returns 0, or -1 with errno.
 */
int quarantine_open(struct quarantine *q, int fd, unsigned places);
void quarantine_close(struct quarantine *q);

/*
 * The master's: the worker at place crashed.  Returns whether the input it
 * worked on, if any, is refused from now on.
 */
bool quarantine_blame(struct quarantine *q, unsigned place);

/* The master's: the worker at place ended in peace. */
void quarantine_absolve(struct quarantine *q, unsigned place);

/*
 * A worker's: it works at place, and can read the table and write its own
 * note, no more.  Returns 0, or -1 with errno.
 */
int quarantine_claim(struct quarantine *q, unsigned place);

/*
 * Begin to work on data, instead of what was entered before or, with
 * more, together with it.  Returns false when it is to be refused.  A
 * process without a place refuses nothing.
 */
bool quarantine_enter(const void *data, size_t size, bool more);

/* The work is done. */
void quarantine_leave(void);

#endif
