/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scratch: each worker's private directory for temporary files.
 */
#ifndef FCGI_WORKER_SANDBOX_TMPDIR_H
#define FCGI_WORKER_SANDBOX_TMPDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/credentials.h"

/* The pool's directory: it belongs to the master, those in it to the workers.
 */
struct scratch {
	char *path;
	int dir; /* open, and locked, as long as the pool lives */
};

/*
 * Whether scratch_create has a chance.  Returns 0, or -1 with the reason in
 * ${error}.
 */
int scratch_check(const struct identity *id, char *error, size_t size);

/*
 * The master's: make the pool's directory below $TMPDIR or /tmp, for workers
 * that are ${id}, and remove those of masters that were killed.  Returns 0, or
 * -1 with errno.
 */
int scratch_create(struct scratch *s, const struct identity *id);

/* The master's: make it again if somebody tidied it away. */
void scratch_renew(struct scratch *s);

/*
 * The master's: whether a worker at ${place} has more than ${limit} bytes in
 * its directory, counting files that its process ${pid}, if that is not 0, has
 * open and that are not there any more.  Looks at no more than it has to.
 */
bool scratch_is_full(
    const struct scratch *s, unsigned place, pid_t pid, size_t limit);

/* The master's: remove it with all that is in it. */
void scratch_remove(struct scratch *s, const struct identity *id);

/*
 * A worker's, while it is who the master is: make the directory of ${place} and
 * give it to ${id}.  Returns a descriptor of it, or -1 with errno.  That of the
 * pool's is closed.
 */
int scratch_enter(
    const struct scratch *s, const struct identity *id, unsigned place);

/*
 * A worker's, when it is ${id}: remove what the last worker at ${place} left in
 * ${own}, which is closed, and name the directory in TMPDIR.  Returns its path
 * as the worker sees it, or NULL with errno.
 */
const char *scratch_settle(const struct scratch *s, const struct identity *id,
    unsigned place, int own);

#endif
