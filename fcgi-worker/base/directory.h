/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory: what is in a directory, by its descriptor and never by a path that
 * another process may change meanwhile.
 */
#ifndef FCGI_WORKER_BASE_DIRECTORY_H
#define FCGI_WORKER_BASE_DIRECTORY_H

#include <dirent.h>
#include <fcntl.h>

/* The flags of open(2) for a directory that is not to be a symbolic link. */
#define DIRECTORY_OPEN (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/*
 * Opens the directory fd for directory_next; fd itself stays open.  The caller
 * closes it with closedir.  Returns NULL with errno when that fails.
 */
DIR *directory_list(int fd);

/*
 * Returns the next name other than . and .., or NULL at the end, and where dir
 * is NULL.  The name is good until the next call.
 */
const char *directory_next(DIR *dir);

/* Removes all that can be removed of what is in the directory fd. */
void directory_empty(int fd);

#endif
