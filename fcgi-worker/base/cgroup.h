/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cgroup: the control groups that this process is in, of version 1 and 2, see
 * cgroups(7).
 */
#ifndef FCGI_WORKER_BASE_CGROUP_H
#define FCGI_WORKER_BASE_CGROUP_H

#include <stdbool.h>
#include <stddef.h>

/* One directory of a group, and the version of its files.  Returns whether to
 * go on to the group above. */
typedef bool cgroup_visit(const char *dir, int version, void *arg);

/*
 * Visits the groups of this process that controller limits, from its own up to
 * the root.  In a container the path may belong to the host's tree; then only
 * the root exists here.
 */
void cgroup_walk(const char *controller, cgroup_visit *visit, void *arg);

/* Reads the first bytes of a file of the group as a string.  Returns 0, or -1.
 */
int cgroup_read(const char *dir, const char *file, char *text, size_t size);

#endif
