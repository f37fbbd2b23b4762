/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * listener: the socket on which the gateway connects.  Knows nothing of
 * FastCGI or of the pool that accepts from it.
 */
#include "master/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "master/start_failure.h"
#include "master/unix_socket.h"

/* The first descriptor that systemd passes on, see sd_listen_fds(3). */
#define SYSTEMD_FD 3

/* Whether text is a decimal number from 1 to 65535. */
static bool
is_port(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= LISTENER_PORT_DIGITS &&
	       text[digits] == '\0' && atoi(text) >= 1 && atoi(text) <= 65535;
}

int
listener_split(const char *address, char host[static LISTENER_HOST_MAX + 1],
    char port[static LISTENER_PORT_DIGITS + 1])
{
	const char *colon = strrchr(address, ':');
	const char *port_part = colon == NULL ? address : colon + 1;
	size_t length = colon == NULL ? 0 : (size_t)(colon - address);

	if (!is_port(port_part))
		return -1;
	strcpy(port, port_part);
	if (colon == NULL) {
		strcpy(host, "127.0.0.1");
		return 0;
	}
	if (length > 2 && address[0] == '[' && address[length - 1] == ']') {
		address++;
		length -= 2;
	} else if (memchr(address, ':', length) != NULL || address[0] == '[') {
		return -1; /* an IPv6 address that lacks a bracket */
	}
	if (length == 0 || length > LISTENER_HOST_MAX)
		return -1;
	memcpy(host, address, length);
	host[length] = '\0';
	return 0;
}

static int
fail_address(const struct start_failure *f, const struct options *o)
{
	return start_failure_set(f, EX_USAGE,
	    "--port: \"%s\" is not [HOST:]PORT with a port from 1 to 65535",
	    o->address);
}

/* Whether fd is a listening stream socket. */
static bool
is_listening(int fd)
{
	int yes = 0;
	socklen_t size = sizeof(yes);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) == 0 &&
	       yes;
}

/* Opens a TCP socket that listens on --port.  Returns its descriptor, or -1
 * with the failure. */
static int
open_tcp(const struct options *o, const struct start_failure *f)
{
	struct addrinfo hints = {
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
	struct addrinfo *info = NULL;
	char host[LISTENER_HOST_MAX + 1], port[LISTENER_PORT_DIGITS + 1];
	int fd = -1, rc, on = 1;

	if (listener_split(o->address, host, port) == -1)
		return fail_address(f, o);
	rc = getaddrinfo(host, port, &hints, &info);
	if (rc != 0)
		return start_failure_set(f, EX_USAGE, "--port: \"%s\": %s",
		    o->address, gai_strerror(rc));
	fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == -1 ||
	    bind(fd, info->ai_addr, info->ai_addrlen) == -1 ||
	    listen(fd, o->backlog) == -1) {
		start_failure_set(f, EX_OSERR, "--port: \"%s\": %s", o->address,
		    strerror(errno));
		if (fd != -1)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(info);
	return fd;
}

/*
 * Returns the listening socket that this program was started with, from systemd
 * or as its stdin, or -1.
 */
static int
find_inherited(void)
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
	struct start_failure f = {error, size, status};
	char host[LISTENER_HOST_MAX + 1], port[LISTENER_PORT_DIGITS + 1];

	if (o->address != NULL && listener_split(o->address, host, port) == -1)
		return fail_address(&f, o);
	return o->socket == NULL ? 0 : unix_socket_check(o, &f);
}

/* Keeps accept() on fd from blocking: several workers wake up for one
 * connection, and only one gets it.  Returns 0, or -1 with errno. */
static int
make_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags == -1 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int
listener_open(const struct options *o, char *error, size_t size, int *status)
{
	struct start_failure f = {error, size, status};
	int fd;

	if (o->socket != NULL)
		fd = unix_socket_open(o, &f);
	else if (o->address != NULL)
		fd = open_tcp(o, &f);
	else if ((fd = find_inherited()) == -1)
		start_failure_set(&f, EX_USAGE,
		    "file descriptor 0 is no listening socket: start with "
		    "-s PATH or -p PORT, or by spawn-fcgi");
	if (fd == -1)
		return -1;
	if (make_nonblocking(fd) == -1) {
		start_failure_set(&f, EX_OSERR, "fcntl: %s", strerror(errno));
		listener_close(o, fd);
		return -1;
	}
	return fd;
}

int
listener_renew(const struct options *o, int fd, char *error, size_t size)
{
	int status;
	struct start_failure f = {error, size, &status};
	int renewed = unix_socket_open(o, &f);

	if (renewed == -1)
		return -1;
	if (make_nonblocking(renewed) == -1 || dup2(renewed, fd) == -1) {
		unix_socket_fail(&f, o);
		listener_close(o, renewed);
		return -1;
	}
	close(renewed);
	return 0;
}

void
listener_close(const struct options *o, int fd)
{
	close(fd);
	if (o->socket != NULL)
		unix_socket_remove(o->socket);
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
