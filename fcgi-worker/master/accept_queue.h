/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * accept_queue: the connections that nobody has accepted yet.
 */
#ifndef FCGI_WORKER_MASTER_ACCEPT_QUEUE_H
#define FCGI_WORKER_MASTER_ACCEPT_QUEUE_H

/*
 * Returns how many connections wait on the listening socket fd, or -1 where the
 * kernel does not tell.  Does not block.
 */
long accept_queue_length(int fd);

#endif
