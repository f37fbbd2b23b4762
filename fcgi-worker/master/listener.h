/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * listener: the socket on which the gateway connects.
 */
#ifndef FCGI_WORKER_MASTER_LISTENER_H
#define FCGI_WORKER_MASTER_LISTENER_H

#include <stddef.h>

#include "base/options.h"

/*
 * Opens the socket that o asks for, or takes the one that systemd passed on, or
 * the one on file descriptor 0.  Returns its descriptor, which listens and does
 * not block, or -1 with a message in error and in status the exit status to end
 * with.
 */
int listener_open(
    const struct options *o, char *error, size_t size, int *status);

/*
 * Checks what listener_open would open, without touching it.  Returns 0, or -1
 * as listener_open does.
 */
int listener_check(
    const struct options *o, char *error, size_t size, int *status);

/* To be called when the path of o's unix socket is gone: makes a new socket
 * with that path, which gets the number fd in this process.  In other processes
 * fd stays the old socket.  Returns 0, or -1 with a message in error. */
int listener_renew(const struct options *o, int fd, char *error, size_t size);

/* Closes fd and removes the unix socket's path, if this program made it. */
void listener_close(const struct options *o, int fd);

#define LISTENER_HOST_MAX 255
#define LISTENER_PORT_DIGITS 5

/*
 * Splits address, [HOST:]PORT, into its parts; an IPv6 host stands in
 * brackets.  Returns 0, or -1 when it is not of that form or does not fit.
 */
int listener_split(const char *address, char host[static LISTENER_HOST_MAX + 1],
    char port[static LISTENER_PORT_DIGITS + 1]);

/* Returns the path of the unix socket listen_fd, to be freed.  Returns NULL if
 * it is another kind of socket or has no path, or without memory. */
char *listener_path(int listen_fd);

#endif
