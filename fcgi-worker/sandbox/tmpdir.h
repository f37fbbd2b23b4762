/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tmpdir: the directories for temporary files, one of the pool and in it one
 * for each worker.
 */
#ifndef FCGI_WORKER_SANDBOX_TMPDIR_H
#define FCGI_WORKER_SANDBOX_TMPDIR_H

#include <stddef.h>

#include "sandbox/credentials.h"

/*
 * The pool's directory.  It belongs to the master, and those in it to the
 * workers.
 */
struct tmpdir {
	char *path;
	int dir; /* open, and locked, as long as the pool lives */
};

/*
 * Checks whether tmpdir_create can work.  Returns 0, or -1 with the reason in
 * error.
 */
int tmpdir_check(const struct credentials *id, char *error, size_t size);

/*
 * For the master: makes the pool's directory below $TMPDIR or /tmp, for workers
 * with the credentials id, and removes the directories of masters that were
 * killed.  Returns 0, or -1 with errno.
 */
int tmpdir_create(struct tmpdir *s, const struct credentials *id);

/*
 * For the master: makes the directory again if something that tidies up removed
 * it.
 */
void tmpdir_renew(struct tmpdir *s);

/* For the master: removes the directory with all that is in it. */
void tmpdir_remove(struct tmpdir *s, const struct credentials *id);

/*
 * For a worker, while it still has the master's credentials: makes the
 * directory of slot and gives it to id.  Returns a descriptor of it, or -1 with
 * errno. The descriptor of the pool's directory is closed.
 */
int tmpdir_enter(
    const struct tmpdir *s, const struct credentials *id, unsigned slot);

/*
 * For a worker that has taken on the credentials id: removes what the last
 * worker in slot left in its directory, closes fd, the descriptor that
 * tmpdir_enter() returned, and sets TMPDIR.  Returns the directory's path as
 * the worker sees it, or NULL with errno.
 */
const char *tmpdir_settle(const struct tmpdir *s, const struct credentials *id,
    unsigned slot, int fd);

#endif
