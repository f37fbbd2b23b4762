/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * unix_socket: a listening socket that is a file.
 */
#ifndef FCGI_WORKER_MASTER_UNIX_SOCKET_H
#define FCGI_WORKER_MASTER_UNIX_SOCKET_H

#include "base/options.h"
#include "master/start_failure.h"

/*
 * Makes the socket o->socket with o->mode, in place of one that nobody serves
 * any more.  Returns its descriptor, which listens, or -1 with the failure.
 */
int unix_socket_open(const struct options *o, const struct start_failure *f);

/* Checks what unix_socket_open would do, without doing it.  Returns 0, or
 * -1. */
int unix_socket_check(const struct options *o, const struct start_failure *f);

/* Says that o->socket cannot be used, for the reason in errno.  Returns -1. */
int unix_socket_fail(const struct start_failure *f, const struct options *o);

/* Removes path if it is a socket. */
void unix_socket_remove(const char *path);

#endif
