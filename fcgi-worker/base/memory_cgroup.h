/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memory_cgroup: the control group that limits this process's memory: how much,
 * and how often the kernel killed a process of it for want of memory.
 */
#ifndef FCGI_WORKER_BASE_MEMORY_CGROUP_H
#define FCGI_WORKER_BASE_MEMORY_CGROUP_H

#include <stdint.h>

/* Returns the tightest limit in bytes, 0 for none. */
uint64_t memory_cgroup_limit(void);

/* Processes killed by now, of this group and those below; 0 where the kernel
 * does not tell. */
uint64_t memory_cgroup_kills(void);

/* Reads the text of a limit: memory.max of version 2, memory.limit_in_bytes of
 * version 1, which has a number near 2^63 for none.  Returns bytes, 0: none. */
uint64_t memory_cgroup_limit_in(const char *text);

/* Reads the number of oom_kill in memory.events of version 2 or
 * memory.oom_control of version 1; 0 where it is not there. */
uint64_t memory_cgroup_kills_in(const char *text);

#endif
