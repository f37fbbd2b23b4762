/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scratch: each worker's private directory for temporary files.
 */
#ifndef FCGI_WORKER_SCRATCH_H
#define FCGI_WORKER_SCRATCH_H

#include <stddef.h>

#include "identity.h"

/*
 * Whether scratch_create has a chance.  Returns 0, or -1 with the reason in
 * ${error}.
 */
int scratch_check(const struct identity *id, char *error, size_t size);

/*
 * The master's: make the pool's directory below $TMPDIR or /tmp, for workers
 * that are ${id}, and remove those of masters that were killed.  It is in use
 * as long as ${lock}, a descriptor or -1, is open in the master.  Returns its
 * path, to be freed, or NULL with errno.
 */
char *scratch_create(const struct identity *id, int *lock);

/* The master's: remove it with all that is in it, and free the path. */
void scratch_remove(char *pool);

/*
 * A worker's, before it becomes ${id}: make its own directory, and the pool's
 * again if somebody tidied it away, empty whatever the last worker at ${place}
 * left, and name it in TMPDIR.  Returns its path
 * as the worker will see it, or NULL with errno.
 */
const char *scratch_enter(
    const char *pool, const struct identity *id, unsigned place);

#endif
