/* SPDX-License-Identifier: BSD-3-Clause */
/* credentials: user, group and root directory of a worker. */
#ifndef FCGI_WORKER_SANDBOX_CREDENTIALS_H
#define FCGI_WORKER_SANDBOX_CREDENTIALS_H

#include <stddef.h>
#include <sys/types.h>

#include "base/options.h"

struct credentials {
	const char *user; /* NULL: that of the master */
	const char *root; /* NULL: that of the master, too */
	uid_t uid;
	gid_t gid;
};

/*
 * Looks up the user, group and directory that the options name.  Returns 0, or
 * -1 with a message in error.
 */
int credentials_find(
    struct credentials *id, const struct options *o, char *error, size_t size);

/*
 * Takes on the user, group and root directory of id, and gives up all
 * capabilities, with no way back.  Returns 0, or -1 with errno.
 */
int credentials_assume(const struct credentials *id);

#endif
