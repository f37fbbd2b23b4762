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
 * Makes a quarantine for this number of slots if fd is -1.  Otherwise goes on
 * with the one that is open as fd; q owns fd from now on.  Returns 0; or -1
 * with errno, and closes fd.
 */
int quarantine_open(struct quarantine *q, int fd, unsigned slots);
void quarantine_close(struct quarantine *q);

/*
 * For the master, when the worker in slot has crashed: counts the crash of the
 * input that the worker had noted, if any.  Returns whether that input is
 * refused from now on, since it crashed two workers.
 */
bool quarantine_blame(struct quarantine *q, unsigned slot);

/*
 * For the master, when the worker in slot has ended and its input is not to
 * blame: makes the slot's note invalid.
 */
void quarantine_absolve(struct quarantine *q, unsigned slot);

/* For a worker: takes slot for its own.  From now on it can read the table and
 * write its own note, and no more.  Returns 0, or -1 with errno. */
int quarantine_claim(struct quarantine *q, unsigned slot);

/*
 * Notes that this worker begins to work on data.  If data belongs together with
 * what was entered before, both become one input; otherwise data replaces that.
 * Returns false if the input is to be refused.  A process that has claimed no
 * slot refuses nothing.
 */
bool quarantine_enter(const void *data, size_t size, bool belongs_together);

/* Says that the work on the input that was entered is done. */
void quarantine_leave(void);

#endif
