/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The spool: one folder for each process, locked while it lives.
 */
#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX "mod_ocr."

enum { RETRY_MS = 1000 };

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/*
 * Removes the folder of this name in base; both directories are open.  A link
 * in the folder is removed, and not what the link leads to.
 */
static void
remove_folder(int base, const char *name, int folder)
{
	DIR *dir = fdopendir(dup(folder));
	const struct dirent *e;

	if (dir == NULL)
		return;
	rewinddir(dir);
	while ((e = readdir(dir)) != NULL)
		if (!is_dots(e->d_name))
			unlinkat(folder, e->d_name, 0);
	closedir(dir);
	unlinkat(base, name, AT_REMOVEDIR);
}

static int
open_folder(int base, const char *name)
{
	return openat(
	    base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/*
 * Removes the folders that other processes have left behind: a living one holds
 * the lock of its folder.
 */
static void
remove_stale(int base)
{
	DIR *dir = fdopendir(dup(base));
	const struct dirent *e;

	if (dir == NULL)
		return;
	rewinddir(dir);
	while ((e = readdir(dir)) != NULL) {
		int fd;
		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0 ||
		    (fd = open_folder(base, e->d_name)) < 0)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			remove_folder(base, e->d_name, fd);
		close(fd);
	}
	closedir(dir);
}

/* Whether the folder still has a name in its directory. */
static bool
is_not_removed(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && st.st_nlink > 0;
}

/*
 * Makes a new folder and locks it.  Returns its descriptor, or -1 with errno.
 * Another process may remove the folder before it is locked; then another one
 * is made.
 */
static int
make_folder(struct spool *s)
{
	for (int tries = 0; tries < 10; tries++) {
		int fd;
		if (snprintf(s->folder, sizeof(s->folder),
			"%s/" PREFIX "XXXXXX",
			s->base) >= (int)sizeof(s->folder)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (mkdtemp(s->folder) == NULL)
			return -1;
		fd = open_folder(AT_FDCWD, s->folder);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		    is_not_removed(fd))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	errno = EAGAIN;
	return -1;
}

bool
spool_open(struct spool *s)
{
	int base = open(s->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	s->fd = -1;
	if (base >= 0) {
		remove_stale(base);
		s->fd = make_folder(s);
	}
	if (s->fd < 0) {
		snprintf(s->fault, sizeof(s->fault),
		    "the spool directory cannot be used: %s", strerror(errno));
		s->folder[0] = '\0';
	} else {
		s->fault[0] = '\0';
		s->made++;
	}
	if (base >= 0)
		close(base);
	return s->fd >= 0;
}

bool
spool_check(struct spool *s, uint64_t now_ms)
{
	/* Somebody may have removed the folder or its directory. */
	if (is_not_removed(s->fd))
		return true;
	if (now_ms < s->retry_ms)
		return false;
	s->retry_ms = now_ms + RETRY_MS;
	if (s->fd >= 0)
		close(s->fd);
	return spool_open(s);
}

bool
spool_free_bytes(const struct spool *s, uint64_t *bytes)
{
	struct statvfs v;

	if (fstatvfs(s->fd, &v) < 0)
		return false;
	*bytes = (uint64_t)v.f_bavail * v.f_frsize;
	return true;
}

void
spool_close(struct spool *s)
{
	int base;

	if (s->fd < 0)
		return;
	base = open(s->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (base >= 0) {
		remove_folder(base, strrchr(s->folder, '/') + 1, s->fd);
		close(base);
	}
	close(s->fd);
	s->fd = -1;
}
