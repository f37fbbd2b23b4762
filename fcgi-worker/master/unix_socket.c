/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * unix_socket: makes and removes a listening socket that is a file.  Paths
 * where others may write are not trusted: no link is followed, and what is
 * removed is a socket that nobody serves.
 */
#include "master/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/safe_path.h"

static int
fail_length(const struct start_failure *f, const struct options *o)
{
	return start_failure_set(f, EX_USAGE,
	    "--socket: \"%s\" is longer than %zu bytes", o->socket,
	    sizeof(((struct sockaddr_un *)0)->sun_path) - 1);
}

int
unix_socket_fail(const struct start_failure *f, const struct options *o)
{
	return start_failure_set(
	    f, EX_OSERR, "--socket: \"%s\": %s", o->socket, strerror(errno));
}

/* Returns 1 if somebody listens on the socket that path_fd was opened on with
 * O_PATH, 0 if nobody does, or -1 with errno.  The socket is reached through
 * /proc, since another one may have its path by now. */
static int
ask_if_served(int path_fd)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd, rc;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return -1;
	snprintf(
	    addr.sun_path, sizeof(addr.sun_path), "/proc/self/fd/%d", path_fd);
	rc = connect(fd, (const struct sockaddr *)&addr, sizeof(addr));
	/* EAGAIN means that the accept queue is full, so somebody listens. */
	rc = rc == 0 || errno == EAGAIN;
	close(fd);
	return rc;
}

/*
 * Checks that path, on which path_fd was opened with O_PATH, is a socket that
 * nobody serves.  Returns 0, or -1 with the failure.
 */
static int
check_stale(int path_fd, const char *path, const struct start_failure *f)
{
	struct stat st;
	int served;

	if (fstat(path_fd, &st) == -1 || !S_ISSOCK(st.st_mode))
		return start_failure_set(f, EX_USAGE,
		    "--socket: \"%s\" exists and is no socket", path);
	served = ask_if_served(path_fd);
	if (served == -1)
		return start_failure_set(
		    f, EX_OSERR, "socket: %s", strerror(errno));
	if (served == 1)
		return start_failure_set(
		    f, EX_OSERR, "--socket: \"%s\" is already in use", path);
	return 0;
}

/*
 * Removes the socket at path, which is name in dir, if there is one and nobody
 * serves it any more.  Returns 0, or -1 if path cannot be used.
 */
static int
remove_stale(
    int dir, const char *name, const char *path, const struct start_failure *f)
{
	int path_fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), rc;

	if (path_fd == -1)
		return 0;
	rc = check_stale(path_fd, path, f);
	if (rc == 0 && unlinkat(dir, name, 0) == -1 && errno != ENOENT)
		rc = start_failure_set(f, EX_OSERR,
		    "--socket: removing \"%s\": %s", path, strerror(errno));
	close(path_fd);
	return rc;
}

static int
bind_to_path(int fd, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	strcpy(addr.sun_path, path);
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr));
}

/* Binds fd to the file name in the directory dir. bind(2) takes nothing but a
 * path, so this process changes into dir and back.  Returns 0, or -1 with
 * errno. */
static int
bind_in_dir(int fd, int dir, const char *name)
{
	int working_dir = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), rc,
	    saved;

	if (working_dir == -1)
		return -1;
	rc = fchdir(dir);
	if (rc == 0)
		rc = bind_to_path(fd, name);
	saved = errno;
	if (fchdir(working_dir) == -1)
		rc = -1;
	else
		errno = saved;
	saved = errno;
	close(working_dir);
	errno = saved;
	return rc;
}

/* Binds fd to the path that the options name, which is name in dir.  The umask
 * gives the socket its mode from the start; chmod() later would follow a link.
 * Returns 0, or -1 with errno. */
static int
bind_with_mode(int fd, int dir, const char *name, const struct options *o)
{
	mode_t mask = umask(~o->mode & 0777);
	/* Others may change what a shared path leads to; dir stays the same
	 * directory. */
	int rc = safe_path_is_shared(o->socket) ? bind_in_dir(fd, dir, name)
						: bind_to_path(fd, o->socket);

	umask(mask);
	return rc;
}

int
unix_socket_open(const struct options *o, const struct start_failure *f)
{
	const char *name;
	int fd, dir;

	if (strlen(o->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return fail_length(f, o);
	dir = safe_path_open_parent(o->socket, &name);
	if (dir == -1)
		return unix_socket_fail(f, o);
	if (remove_stale(dir, name, o->socket, f) == -1) {
		close(dir);
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd == -1 || bind_with_mode(fd, dir, name, o) == -1 ||
	    listen(fd, o->backlog) == -1) {
		unix_socket_fail(f, o);
		if (fd != -1)
			close(fd);
		fd = -1;
	}
	close(dir);
	return fd;
}

int
unix_socket_check(const struct options *o, const struct start_failure *f)
{
	struct stat st;
	char *copy;
	int rc = 0;

	if (strlen(o->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return fail_length(f, o);
	if (lstat(o->socket, &st) == 0 && !S_ISSOCK(st.st_mode))
		return start_failure_set(f, EX_USAGE,
		    "--socket: \"%s\" exists and is no socket", o->socket);
	copy = strdup(o->socket);
	if (copy != NULL && access(dirname(copy), W_OK | X_OK) == -1)
		rc = unix_socket_fail(f, o);
	free(copy);
	return rc;
}

void
unix_socket_remove(const char *path)
{
	const char *name;
	struct stat st;
	int dir = safe_path_open_parent(path, &name);

	if (dir == -1)
		return;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISSOCK(st.st_mode))
		unlinkat(dir, name, 0);
	close(dir);
}
