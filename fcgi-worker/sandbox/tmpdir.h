/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tmpdir: each worker's private directory for temporary files.
 */
#ifndef FCGI_WORKER_SANDBOX_TMPDIR_H
#define FCGI_WORKER_SANDBOX_TMPDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/credentials.h"

/* The pool's directory: it belongs to the master, those in it to the workers.
 */
struct tmpdir {
	char *path;
	int dir; /* open, and locked, as long as the pool lives */
};

/*
 * Whether tmpdir_create has a chance.  Returns 0, or -1 with the reason in
 * error.
 */
int tmpdir_check(const struct credentials *id, char *error, size_t size);

/*
 * The master's: make the pool's directory below $TMPDIR or /tmp, for workers
 * that are id, and remove those of masters that were killed.  Returns 0, or
 * -1 with errno.
 */
int tmpdir_create(struct tmpdir *s, const struct credentials *id);

/* The master's: make it again if somebody tidied it away. */
void tmpdir_renew(struct tmpdir *s);

/*
 * The master's: whether a worker at place has more than limit bytes in
 * its directory, counting files that its process pid, if that is not 0, has
 * open and that are not there any more.  Looks at no more than it has to.
 */
bool tmpdir_is_full(
    const struct tmpdir *s, unsigned place, pid_t pid, size_t limit);

/* The master's: remove it with all that is in it. */
void tmpdir_remove(struct tmpdir *s, const struct credentials *id);

/*
 * A worker's, while it is who the master is: make the directory of place and
 * give it to id.  Returns a descriptor of it, or -1 with errno.  That of the
 * pool's is closed.
 */
int tmpdir_enter(
    const struct tmpdir *s, const struct credentials *id, unsigned place);

/*
 * A worker's, when it is id: remove what the last worker at place left in
 * own, which is closed, and name the directory in TMPDIR.  Returns its path
 * as the worker sees it, or NULL with errno.
 */
const char *tmpdir_settle(const struct tmpdir *s, const struct credentials *id,
    unsigned place, int own);

#endif
