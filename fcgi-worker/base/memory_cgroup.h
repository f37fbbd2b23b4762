/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memory_cgroup: the control groups that limit this process's memory: how many
 * bytes they allow, and how often the kernel killed a process because there
 * were no more.
 */
#ifndef FCGI_WORKER_BASE_MEMORY_CGROUP_H
#define FCGI_WORKER_BASE_MEMORY_CGROUP_H

#include <stdint.h>

/* Returns the lowest limit of these groups in bytes, or 0 if there is none. */
uint64_t memory_cgroup_limit(void);

/*
 * Returns how many processes of this group and of those below it the kernel has
 * killed for lack of memory so far; 0 where it does not tell.
 */
uint64_t memory_cgroup_kills(void);

/*
 * Returns the limit that text gives in bytes, or 0 for none.  text is what
 * memory.max of version 2 says, or memory.limit_in_bytes of version 1, where a
 * number near 2^63 means no limit.
 */
uint64_t memory_cgroup_limit_in(const char *text);

/*
 * Returns the number of oom_kill in text, what memory.events of version 2 or
 * memory.oom_control of version 1 says; 0 if it is not there.
 */
uint64_t memory_cgroup_kills_in(const char *text);

#endif
