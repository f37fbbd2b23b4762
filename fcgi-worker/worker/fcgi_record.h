/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi_record: a whole FastCGI answer, written without libfcgi.
 */
#ifndef FCGI_WORKER_WORKER_FCGI_RECORD_H
#define FCGI_WORKER_WORKER_FCGI_RECORD_H

#include <stddef.h>

/*
 * Writes data of size bytes to the connection fd as the complete answer to the
 * request that has the number id in FastCGI. Returns 0, or -1 when the peer
 * does not take it within a moment.
 */
int fcgi_record_write(int fd, int id, const void *data, size_t size);

#endif
