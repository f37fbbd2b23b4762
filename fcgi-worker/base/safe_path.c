/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * safe_path: opens files by name in a program that may be root.  A directory in
 * the path may belong to another user, who could have put a link there that
 * leads to a file of root's.  So as root, this follows the path from directory
 * to directory by descriptors, and checks each link before it follows it.
 */
#include "base/safe_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define LINKS_MAX 40
/* Opens a link itself, and not what it leads to. */
#define LINK_ITSELF (O_PATH | O_NOFOLLOW | O_CLOEXEC)

enum { NO_LINK = 1, KERNEL_LINK, USER_LINK };

/* A path that is being followed, and how far that has come. */
struct walk {
	int dir;
	int kind; /* of the last name */
	/* Users other than root could make the path lead elsewhere. */
	bool others_can_redirect;
	unsigned links;
	char rest[PATH_MAX]; /* what is still to be followed */
	char name[NAME_MAX + 1];
};

/* Sets errno and returns -1. */
static int
fail_with(int error)
{
	errno = error;
	return -1;
}

/*
 * Makes dir the directory from which the next name is looked up, and closes the
 * one before; -1 ends the walk.  Sets w->others_can_redirect if a user other
 * than root can replace what is in dir.
 */
static void
go_to_directory(struct walk *w, int dir)
{
	struct stat st;

	if (w->dir != -1)
		close(w->dir);
	w->dir = dir;
	/*
	 * In a directory with the sticky bit, such as /tmp, nobody can replace
	 * the files of another user.
	 */
	if (dir != -1 && (fstat(dir, &st) == -1 || st.st_uid != 0 ||
			     ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
				 (st.st_mode & S_ISVTX) == 0)))
		w->others_can_redirect = true;
}

/*
 * Starts the walk at the root directory, or at the working directory if the
 * path is relative.  Returns 0, or -1 with errno.
 */
static int
begin_walk(struct walk *w)
{
	go_to_directory(w, open(w->rest[0] == '/' ? "/" : ".",
			       O_PATH | O_DIRECTORY | O_CLOEXEC));
	return w->dir == -1 ? -1 : 0;
}

/* Moves the next name from w->rest to w->name.  Returns 0, or -1 with errno. */
static int
take_name(struct walk *w)
{
	const char *start = w->rest + strspn(w->rest, "/");
	size_t length = strcspn(start, "/");
	const char *next = start + length + strspn(start + length, "/");

	if (length > NAME_MAX)
		return fail_with(ENAMETOOLONG);
	snprintf(w->name, sizeof(w->name), "%.*s",
	    length == 0 ? 1 : (int)length, length == 0 ? "." : start);
	memmove(w->rest, next, strlen(next) + 1);
	return 0;
}

/* Puts the text of the link fd before the rest of the path, so that the walk
 * goes on where the link leads.  Returns 0, or -1 with errno. */
static int
follow_link(struct walk *w, int fd)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t n = readlinkat(fd, "", target, sizeof(target));
	int length;

	if (++w->links > LINKS_MAX)
		return fail_with(ELOOP);
	if (n <= 0 || n == (ssize_t)sizeof(target))
		return fail_with(ENOENT);
	length = snprintf(rest, sizeof(rest), "%.*s%s%s", (int)n, target,
	    w->rest[0] == '\0' ? "" : "/", w->rest);
	if (length < 0 || (size_t)length >= sizeof(rest))
		return fail_with(ENAMETOOLONG);
	strcpy(w->rest, rest);
	return target[0] == '/' ? begin_walk(w) : 0;
}

/*
 * Whether the link fd is one that the kernel makes in /proc: such a link leads
 * to a file even if its text names none.
 */
static bool
is_kernels(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/*
 * Returns what fd is: NO_LINK; KERNEL_LINK, which only the kernel can follow;
 * or USER_LINK, which may be followed by its text.  Returns -1 with errno for a
 * link that may not be followed, since it belongs to another user.
 */
static int
link_kind(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return -1;
	if (!S_ISLNK(st.st_mode))
		return NO_LINK;
	if (is_kernels(fd))
		return KERNEL_LINK;
	return st.st_uid == 0 || st.st_uid == geteuid() ? USER_LINK
							: fail_with(EPERM);
}

/*
 * Follows one more name of the path.  Returns 0 if there are more; 1 if that
 * was the last one, and then w->dir and w->name say what to open; or -1 with
 * errno.
 */
static int
follow_name(struct walk *w)
{
	int fd, kind, rc;

	if (take_name(w) == -1)
		return -1;
	w->kind = NO_LINK;
	fd = openat(w->dir, w->name, LINK_ITSELF);
	/* The last name may be that of a file that is to be created. */
	if (fd == -1)
		return errno == ENOENT && w->rest[0] == '\0' ? 1 : -1;
	kind = link_kind(fd);
	rc = kind == USER_LINK ? follow_link(w, fd) : 0;
	close(fd);
	if (kind == -1)
		return -1;
	if (kind == USER_LINK)
		return rc;
	w->kind = kind;
	if (w->rest[0] == '\0')
		return 1;
	fd = openat(w->dir, w->name,
	    kind == KERNEL_LINK ? O_PATH | O_CLOEXEC : LINK_ITSELF);
	go_to_directory(w, fd);
	return fd == -1 ? -1 : 0;
}

/*
 * Opens path as safe_path_open says, for a process that runs as root.  Sets
 * *others_can_redirect to whether users other than root could make the
 * directories of path lead elsewhere.  Returns a descriptor, or -1 with errno.
 */
static int
open_as_root(
    const char *path, int flags, mode_t mode, bool *others_can_redirect)
{
	struct walk w = {.dir = -1};
	int fd = -1, rc, saved;
	struct stat st;

	if (path[0] == '\0' || strlen(path) >= sizeof(w.rest))
		return fail_with(path[0] == '\0' ? ENOENT : ENAMETOOLONG);
	strcpy(w.rest, path);
	rc = begin_walk(&w);
	while (rc == 0)
		rc = follow_name(&w);
	if (rc == 1)
		fd = openat(w.dir, w.name,
		    w.kind == KERNEL_LINK ? flags : flags | O_NOFOLLOW, mode);
	/*
	 * Another user may have made this name a hard link to a file of root's.
	 */
	if (fd != -1 && w.kind != KERNEL_LINK && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && st.st_nlink > 1) {
		close(fd);
		fd = fail_with(EPERM);
	}
	*others_can_redirect = w.others_can_redirect;
	saved = errno;
	go_to_directory(&w, -1);
	errno = saved;
	return fd;
}

int
safe_path_open(const char *path, int flags, mode_t mode)
{
	bool others_can_redirect;

	return geteuid() == 0
		   ? open_as_root(path, flags, mode, &others_can_redirect)
		   : open(path, flags, mode);
}

bool
safe_path_is_shared(const char *path)
{
	bool others_can_redirect = false;
	int fd;

	if (geteuid() != 0)
		return false;
	fd = open_as_root(path, O_PATH | O_CLOEXEC, 0, &others_can_redirect);
	if (fd != -1)
		close(fd);
	return others_can_redirect;
}

int
safe_path_open_parent(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];

	*name = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if ((size_t)(slash - path) >= sizeof(dir))
		return fail_with(ENAMETOOLONG);
	snprintf(dir, sizeof(dir), "%.*s",
	    slash == path ? 1 : (int)(slash - path), path);
	return safe_path_open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}
