/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * path: opens files by name in a program that may be root.  A directory in the
 * path may belong to another user, who could have put a link there that leads
 * to a file of root's.  So as root, this follows the path from directory to
 * directory by descriptors, and checks each link before it follows it.
 */
#include "base/path.h"

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
#define HERE (O_PATH | O_NOFOLLOW | O_CLOEXEC)

enum { PLAIN = 1, KERNELS, LINK };

/* How far a path has been followed. */
struct walk {
	int dir;
	int kind;    /* of the last name */
	bool shared; /* users other than root could make it lead elsewhere */
	unsigned links;
	char rest[PATH_MAX]; /* what is still to be followed */
	char name[NAME_MAX + 1];
};

static int
fail(int error)
{
	errno = error;
	return -1;
}

/* Goes on from the directory dir, or ends the walk if dir is -1. */
static void
go_to(struct walk *w, int dir)
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
		w->shared = true;
}

/* Begins at the root directory or in the working directory. */
static int
begin_walk(struct walk *w)
{
	go_to(w, open(w->rest[0] == '/' ? "/" : ".",
		     O_PATH | O_DIRECTORY | O_CLOEXEC));
	return w->dir == -1 ? -1 : 0;
}

/* Takes the next name off the rest.  Returns 0, or -1 with errno. */
static int
take_name(struct walk *w)
{
	const char *start = w->rest + strspn(w->rest, "/");
	size_t length = strcspn(start, "/");
	const char *next = start + length + strspn(start + length, "/");

	if (length > NAME_MAX)
		return fail(ENAMETOOLONG);
	snprintf(w->name, sizeof(w->name), "%.*s",
	    length == 0 ? 1 : (int)length, length == 0 ? "." : start);
	memmove(w->rest, next, strlen(next) + 1);
	return 0;
}

/* Puts the target of the link fd before the rest of the path. */
static int
follow(struct walk *w, int fd)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t n = readlinkat(fd, "", target, sizeof(target));
	int length;

	if (++w->links > LINKS_MAX)
		return fail(ELOOP);
	if (n <= 0 || n == (ssize_t)sizeof(target))
		return fail(ENOENT);
	length = snprintf(rest, sizeof(rest), "%.*s%s%s", (int)n, target,
	    w->rest[0] == '\0' ? "" : "/", w->rest);
	if (length < 0 || (size_t)length >= sizeof(rest))
		return fail(ENAMETOOLONG);
	strcpy(w->rest, rest);
	return target[0] == '/' ? begin_walk(w) : 0;
}

/*
 * The kernel makes the links in /proc.  They lead to a file even if their text
 * does not.
 */
static bool
is_kernels(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/*
 * Returns what fd is: PLAIN, no link; KERNELS, a link that the kernel made;
 * LINK, one that may be followed; or -1 for one that may not.
 */
static int
classify(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return -1;
	if (!S_ISLNK(st.st_mode))
		return PLAIN;
	if (is_kernels(fd))
		return KERNELS;
	return st.st_uid == 0 || st.st_uid == geteuid() ? LINK : fail(EPERM);
}

/*
 * Follows one more name.  Returns 0, or -1 with errno, or 1 when that was the
 * last name and it is no link.
 */
static int
advance(struct walk *w)
{
	int fd, rc;

	if (take_name(w) == -1)
		return -1;
	w->kind = PLAIN;
	fd = openat(w->dir, w->name, HERE);
	/* The last name may be that of a file that is to be made. */
	if (fd == -1)
		return errno == ENOENT && w->rest[0] == '\0' ? 1 : -1;
	rc = classify(fd);
	if (rc == LINK)
		rc = follow(w, fd);
	else if (rc != -1)
		w->kind = rc;
	close(fd);
	/* An error, or a link was followed. */
	if (rc == -1 || w->kind != rc)
		return rc;
	if (w->rest[0] == '\0')
		return 1;
	fd = openat(
	    w->dir, w->name, w->kind == KERNELS ? O_PATH | O_CLOEXEC : HERE);
	go_to(w, fd);
	return fd == -1 ? -1 : 0;
}

/*
 * As path_open.  It sets shared if users other than root could make the
 * directories of path lead elsewhere.
 */
static int
open_as_root(const char *path, int flags, mode_t mode, bool *shared)
{
	struct walk w = {.dir = -1};
	int fd = -1, rc, saved;
	struct stat st;

	if (path[0] == '\0' || strlen(path) >= sizeof(w.rest))
		return fail(path[0] == '\0' ? ENOENT : ENAMETOOLONG);
	strcpy(w.rest, path);
	rc = begin_walk(&w);
	while (rc == 0)
		rc = advance(&w);
	if (rc == 1)
		fd = openat(w.dir, w.name,
		    w.kind == KERNELS ? flags : flags | O_NOFOLLOW, mode);
	/* Another user may have given a file of root's a further name. */
	if (fd != -1 && w.kind != KERNELS && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && st.st_nlink > 1) {
		close(fd);
		fd = fail(EPERM);
	}
	*shared = w.shared;
	saved = errno;
	go_to(&w, -1);
	errno = saved;
	return fd;
}

int
path_open(const char *path, int flags, mode_t mode)
{
	bool shared;

	return geteuid() == 0 ? open_as_root(path, flags, mode, &shared)
			      : open(path, flags, mode);
}

bool
path_is_shared(const char *path)
{
	bool shared = false;
	int fd;

	if (geteuid() != 0)
		return false;
	fd = open_as_root(path, O_PATH | O_CLOEXEC, 0, &shared);
	if (fd != -1)
		close(fd);
	return shared;
}

int
path_open_parent(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];

	*name = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if ((size_t)(slash - path) >= sizeof(dir))
		return fail(ENAMETOOLONG);
	snprintf(dir, sizeof(dir), "%.*s",
	    slash == path ? 1 : (int)(slash - path), path);
	return path_open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}
