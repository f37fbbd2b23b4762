/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * priority: when a worker gets a processor, and when the kernel kills it for
 * want of memory.
 */
#ifndef FCGI_WORKER_SANDBOX_PRIORITY_H
#define FCGI_WORKER_SANDBOX_PRIORITY_H

/*
 * Gives this process the nice value, unless it has a larger one.  Makes the
 * kernel kill it before the gateway and the master when memory is short.
 * Returns 0, or -1 with errno.
 */
int priority_lower(int nice);

#endif
