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

#include "base/path.h"

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

/*
 * Whether somebody listens on the socket that path_fd was opened on with
 * O_PATH: 1, 0, or -1 with errno.  Its path may lead to another one by now.
 */
static int
is_served(int path_fd)
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
 * Removes the socket at path, which is name in dir, if nobody serves it any
 * more.  Returns 0, also if there is nothing, or -1 if path cannot be used.
 */
static int
remove_stale(
    int dir, const char *name, const char *path, const struct start_failure *f)
{
	struct stat st;
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), rc;

	if (fd == -1)
		return 0;
	if (fstat(fd, &st) == -1 || !S_ISSOCK(st.st_mode))
		rc = start_failure_set(f, EX_USAGE,
		    "--socket: \"%s\" exists and is no socket", path);
	else if ((rc = is_served(fd)) == -1)
		rc = start_failure_set(
		    f, EX_OSERR, "socket: %s", strerror(errno));
	else if (rc == 1)
		rc = start_failure_set(
		    f, EX_OSERR, "--socket: \"%s\" is already in use", path);
	else if (unlinkat(dir, name, 0) == -1 && errno != ENOENT)
		rc = start_failure_set(f, EX_OSERR,
		    "--socket: removing \"%s\": %s", path, strerror(errno));
	close(fd);
	return rc;
}

static int
bind_to(int fd, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	strcpy(addr.sun_path, path);
	return bind(fd, (struct sockaddr *)&addr, sizeof(addr));
}

/*
 * Binds fd to name in dir. bind(2) takes nothing but a path, so this process
 * changes into dir and back.
 */
static int
bind_in(int fd, int dir, const char *name)
{
	int working_dir = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), rc,
	    saved;

	if (working_dir == -1)
		return -1;
	rc = fchdir(dir);
	if (rc == 0)
		rc = bind_to(fd, name);
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

int
unix_socket_open(const struct options *o, const struct start_failure *f)
{
	const char *name;
	mode_t mask;
	int fd, rc, dir;

	if (strlen(o->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return fail_length(f, o);
	dir = path_open_parent(o->socket, &name);
	if (dir == -1)
		return unix_socket_fail(f, o);
	if (remove_stale(dir, name, o->socket, f) == -1) {
		close(dir);
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	/*
	 * The socket has its mode from the start; chmod() later would follow a
	 * link.
	 */
	mask = umask(~o->mode & 0777);
	if (fd == -1)
		rc = -1;
	else if (path_is_shared(o->socket)) /* others may change the path */
		rc = bind_in(fd, dir, name);
	else
		rc = bind_to(fd, o->socket);
	umask(mask);
	if (rc == 0)
		rc = listen(fd, o->backlog);
	if (rc == -1)
		unix_socket_fail(f, o);
	close(dir);
	if (rc == -1 && fd != -1)
		close(fd);
	return rc == -1 ? -1 : fd;
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
	int dir = path_open_parent(path, &name);

	if (dir == -1)
		return;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISSOCK(st.st_mode))
		unlinkat(dir, name, 0);
	close(dir);
}
