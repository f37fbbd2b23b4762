/* SPDX-License-Identifier: BSD-3-Clause */
/* safe_path: opens files by name in a program that may be root. */
#ifndef FCGI_WORKER_BASE_SAFE_PATH_H
#define FCGI_WORKER_BASE_SAFE_PATH_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Opens a file as open(2) does.  If this process is root, a symbolic link
 * anywhere in path is followed only if it belongs to root, and a regular file
 * with more than one name is refused with EPERM.
 */
int safe_path_open(const char *path, int flags, mode_t mode);

/*
 * Whether this process is root and another user could make path lead elsewhere.
 * Then the caller must not use the whole path, but its last name in the
 * directory that safe_path_open_parent opens.
 */
bool safe_path_is_shared(const char *path);

/*
 * Opens the directory of the last component of path as safe_path_open does, and
 * sets *name to that component, which is a part of path.  Returns a descriptor
 * for openat(2) and its like, or -1 with errno.
 */
int safe_path_open_parent(const char *path, const char **name);

#endif
