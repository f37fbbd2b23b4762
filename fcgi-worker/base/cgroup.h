/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cgroup: the control groups that this process is in, of version 1 and 2, see
 * cgroups(7).
 */
#ifndef FCGI_WORKER_BASE_CGROUP_H
#define FCGI_WORKER_BASE_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is called with the directory of a group and the version of its files.  The
 * directory need not exist.  Returns whether to go on to the group above.
 */
typedef bool cgroup_visit(const char *dir, int version, void *arg);

/*
 * Calls visit for each group of this process that controller limits, from its
 * own group up to the root.  In a container the paths may be those of the host;
 * then only the root's directory exists here.
 */
void cgroup_walk(const char *controller, cgroup_visit *visit, void *arg);

/*
 * Reads the beginning of a file of the group dir into text, a string of at most
 * size bytes with its NUL.  Returns 0, or -1 if nothing could be read.
 */
int cgroup_read(const char *dir, const char *file, char *text, size_t size);

#endif
