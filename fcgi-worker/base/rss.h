/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rss: the resident memory of this process.
 */
#ifndef FCGI_WORKER_BASE_RSS_H
#define FCGI_WORKER_BASE_RSS_H

#include <stddef.h>

/* Opens what rss_bytes reads.  To be called while files can still be opened. */
void rss_open(void);

/* Returns the resident memory of this process in bytes; 0 where rss_open did
 * not succeed. */
size_t rss_bytes(void);

#endif
