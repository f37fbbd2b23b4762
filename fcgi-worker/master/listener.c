/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * listener: the socket on which the gateway connects.  Knows nothing of
 * FastCGI or of the pool that accepts from it.
 */
#include "master/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/path.h"

/* The first descriptor that systemd passes on, see sd_listen_fds(3). */
#define SYSTEMD_FD 3

struct failure {
	char *text;
	size_t size;
	int *status;
};

static int fail(const struct failure *f, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int
fail(const struct failure *f, int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(f->text, f->size, format, ap);
	va_end(ap);
	*f->status = status;
	return -1;
}

int
listener_split(const char *address, char host[static 256], char port[static 6])
{
	const char *colon = strrchr(address, ':');
	const char *digits = colon == NULL ? address : colon + 1;
	size_t length = colon == NULL ? 0 : (size_t)(colon - address);

	if (strspn(digits, "0123456789") != strlen(digits) ||
	    strlen(digits) < 1 || strlen(digits) > 5 || atoi(digits) > 65535 ||
	    atoi(digits) < 1)
		return -1;
	strcpy(port, digits);
	if (colon == NULL) {
		strcpy(host, "127.0.0.1");
		return 0;
	}
	if (length > 2 && address[0] == '[' && address[length - 1] == ']') {
		address++;
		length -= 2;
	} else if (memchr(address, ':', length) != NULL || address[0] == '[') {
		return -1;
	}
	if (length == 0 || length > 255)
		return -1;
	memcpy(host, address, length);
	host[length] = '\0';
	return 0;
}

static int
fail_length(const struct failure *f, const struct options *o)
{
	return fail(f, EX_USAGE, "--socket: \"%s\" is longer than %zu bytes",
	    o->socket, sizeof(((struct sockaddr_un *)0)->sun_path) - 1);
}

static int
fail_path(const struct failure *f, const struct options *o)
{
	return fail(
	    f, EX_OSERR, "--socket: \"%s\": %s", o->socket, strerror(errno));
}

static int
fail_address(const struct failure *f, const struct options *o)
{
	return fail(f, EX_USAGE,
	    "--port: \"%s\" is not [HOST:]PORT with a port from 1 to 65535",
	    o->address);
}

/* Whether fd is a listening stream socket. */
static int
is_listening(int fd)
{
	int yes = 0;
	socklen_t size = sizeof(yes);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 &&
	       yes;
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

/* Remove a socket at path, name in dir, that nobody serves any more.
 */
static int
remove_stale(
    int dir, const char *name, const char *path, const struct failure *f)
{
	struct stat st;
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), rc;

	if (fd == -1)
		return 0;
	if (fstat(fd, &st) == -1 || !S_ISSOCK(st.st_mode))
		rc = fail(f, EX_USAGE,
		    "--socket: \"%s\" exists and is no socket", path);
	else if ((rc = is_served(fd)) == -1)
		rc = fail(f, EX_OSERR, "socket: %s", strerror(errno));
	else if (rc == 1)
		rc = fail(
		    f, EX_OSERR, "--socket: \"%s\" is already in use", path);
	else if (unlinkat(dir, name, 0) == -1 && errno != ENOENT)
		rc = fail(f, EX_OSERR, "--socket: removing \"%s\": %s", path,
		    strerror(errno));
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
 * Bind fd to name in dir. bind(2) takes nothing but a path, so this process
 * changes into dir and back.
 */
static int
bind_in(int fd, int dir, const char *name)
{
	int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), rc, saved;

	if (here == -1)
		return -1;
	rc = fchdir(dir);
	if (rc == 0)
		rc = bind_to(fd, name);
	saved = errno;
	if (fchdir(here) == -1)
		rc = -1;
	else
		errno = saved;
	saved = errno;
	close(here);
	errno = saved;
	return rc;
}

static int
open_unix(const struct options *o, const struct failure *f)
{
	const char *name;
	mode_t mask;
	int fd, rc, dir;

	if (strlen(o->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return fail_length(f, o);
	dir = path_open_parent(o->socket, &name);
	if (dir == -1)
		return fail_path(f, o);
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
	else if (path_is_shared(o->socket))
		rc = bind_in(fd, dir, name);
	else
		rc = bind_to(fd, o->socket);
	umask(mask);
	if (rc == 0)
		rc = listen(fd, o->backlog);
	if (rc == -1)
		fail_path(f, o);
	close(dir);
	if (rc == -1 && fd != -1)
		close(fd);
	return rc == -1 ? -1 : fd;
}

static int
open_tcp(const struct options *o, const struct failure *f)
{
	struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *info = NULL;
	char host[256], port[6];
	int fd = -1, rc, on = 1;

	if (listener_split(o->address, host, port) == -1)
		return fail_address(f, o);
	rc = getaddrinfo(host, port, &hints, &info);
	if (rc != 0)
		return fail(f, EX_USAGE, "--port: \"%s\": %s", o->address,
		    gai_strerror(rc));
	fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, info->ai_addr, info->ai_addrlen) == -1 ||
	    listen(fd, o->backlog) == -1) {
		fail(f, EX_OSERR, "--port: \"%s\": %s", o->address,
		    strerror(errno));
		if (fd != -1)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(info);
	return fd;
}

/* The socket that whoever started this program has opened, or -1. */
static int
find_given(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

	if (pid != NULL && count != NULL && atol(pid) == (long)getpid() &&
	    atoi(count) > 0 && is_listening(SYSTEMD_FD))
		return SYSTEMD_FD;
	return is_listening(STDIN_FILENO) ? STDIN_FILENO : -1;
}

int
listener_check(const struct options *o, char *error, size_t size, int *status)
{
	struct failure f = {error, size, status};
	char host[256], port[6], *copy;
	struct stat st;
	int rc = 0;

	if (o->address != NULL && listener_split(o->address, host, port) == -1)
		return fail_address(&f, o);
	if (o->socket == NULL)
		return 0;
	if (strlen(o->socket) >= sizeof(((struct sockaddr_un *)0)->sun_path))
		return fail_length(&f, o);
	if (lstat(o->socket, &st) == 0 && !S_ISSOCK(st.st_mode))
		return fail(&f, EX_USAGE,
		    "--socket: \"%s\" exists and is no socket", o->socket);
	copy = strdup(o->socket);
	if (copy != NULL && access(dirname(copy), W_OK | X_OK) == -1)
		rc = fail_path(&f, o);
	free(copy);
	return rc;
}

/*
 * Several workers wake up for one connection, and only one gets it: accept()
 * must not block the others.
 */
static int
unblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags == -1 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int
listener_open(const struct options *o, char *error, size_t size, int *status)
{
	struct failure f = {error, size, status};
	int fd;

	if (o->socket != NULL)
		fd = open_unix(o, &f);
	else if (o->address != NULL)
		fd = open_tcp(o, &f);
	else
		fd = find_given();
	if (fd == -1 && o->socket == NULL && o->address == NULL)
		fail(&f, EX_USAGE,
		    "file descriptor 0 is no listening socket: start with "
		    "-s PATH or -p PORT, or by spawn-fcgi");
	if (fd == -1)
		return -1;
	if (unblock(fd) == -1) {
		fail(&f, EX_OSERR, "fcntl: %s", strerror(errno));
		listener_close(o, fd);
		return -1;
	}
	return fd;
}

int
listener_renew(const struct options *o, int fd, char *error, size_t size)
{
	int status;
	struct failure f = {error, size, &status};
	int renewed = open_unix(o, &f);

	if (renewed == -1)
		return -1;
	if (unblock(renewed) == -1 || dup2(renewed, fd) == -1) {
		fail_path(&f, o);
		listener_close(o, renewed);
		return -1;
	}
	close(renewed);
	return 0;
}

void
listener_close(const struct options *o, int fd)
{
	const char *name;
	struct stat st;
	int dir;

	close(fd);
	if (o->socket == NULL)
		return;
	dir = path_open_parent(o->socket, &name);
	if (dir == -1)
		return;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISSOCK(st.st_mode))
		unlinkat(dir, name, 0);
	close(dir);
}

char *
listener_path(int listen_fd)
{
	struct sockaddr_un addr = {.sun_family = AF_UNSPEC};
	socklen_t size = sizeof(addr) - 1;

	if (getsockname(listen_fd, (struct sockaddr *)&addr, &size) == -1 ||
	    addr.sun_family != AF_UNIX || addr.sun_path[0] == '\0')
		return NULL;
	return strdup(addr.sun_path);
}
