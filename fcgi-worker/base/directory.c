/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * directory: what is in a directory.
 */
#include "base/directory.h"

#include <string.h>
#include <unistd.h>

/* How many levels of directories within directories are emptied. */
#define DEPTH_MAX 8

DIR *
directory_list(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = copy == -1 ? NULL : fdopendir(copy);

	if (dir != NULL)
		rewinddir(dir);
	else if (copy != -1)
		close(copy);
	return dir;
}

const char *
directory_next(DIR *dir)
{
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			return e->d_name;
	return NULL;
}

/*
 * Removes the files and directories in the directory fd.  It is depth levels
 * below the one that directory_empty was called for.  What cannot be removed
 * stays.
 */
static void
remove_contents(int fd, unsigned depth)
{
	DIR *dir = directory_list(fd);
	const char *name;
	int child;

	while ((name = directory_next(dir)) != NULL) {
		if (unlinkat(fd, name, 0) == 0 || depth == DEPTH_MAX)
			continue;
		child = openat(fd, name, DIRECTORY_OPEN);
		if (child == -1)
			continue;
		remove_contents(child, depth + 1);
		close(child);
		unlinkat(fd, name, AT_REMOVEDIR);
	}
	if (dir != NULL)
		closedir(dir);
}

void
directory_empty(int fd)
{
	remove_contents(fd, 0);
}
