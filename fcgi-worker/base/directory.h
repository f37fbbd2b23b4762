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
 * Returns a list of the names in the directory fd, for directory_next, or NULL
 * with errno.  fd itself stays open.  The caller frees the list with closedir.
 */
DIR *directory_list(int fd);

/*
 * Returns the next name other than . and .., which is valid until the next
 * call.  Returns NULL after the last one, and if dir is NULL.
 */
const char *directory_next(DIR *dir);

/*
 * Removes the files in the directory fd and the directories in it, down to
 * eight levels.  What cannot be removed stays.
 */
void directory_empty(int fd);

#endif
