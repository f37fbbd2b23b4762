/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * path: opens files by their names for a program that may be root.
 */
#ifndef FCGI_WORKER_BASE_PATH_H
#define FCGI_WORKER_BASE_PATH_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * As open(2).  For root, a symbolic link anywhere in path is followed only
 * if it belongs to root, and a regular file with more than one name is not
 * opened: EPERM.
 */
int path_open(const char *path, int flags, mode_t mode);

/*
 * Whether this process is root and somebody else could make path lead
 * elsewhere: then its last name is to be used in the directory that
 * path_open_parent opens, never the whole.
 */
bool path_is_shared(const char *path);

/*
 * Open the directory that has the last component of path, which name
 * then points to, as path_open does.  Returns a descriptor for openat(2) and
 * its like, or -1 with errno.
 */
int path_open_parent(const char *path, const char **name);

#endif
