/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bare TCP sockets to 127.0.0.1, without any HTTP.
 */
#include "tests/lib/raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/process.h"

static int
connect_flags(int port, int flags)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET,
	    .sin_port = htons((unsigned short)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0 &&
	    errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

int
raw_connect(int port)
{
	return connect_flags(port, 0);
}

int
raw_connect_begin(int port)
{
	return connect_flags(port, SOCK_NONBLOCK);
}

int
raw_connect_from(int port, unsigned number)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	a.sin_addr.s_addr =
	    htonl(0x7f010001u + (number / 200 << 8) + number % 200);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0) {
		a.sin_port = htons((unsigned short)port);
		a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 ||
		    errno == EINPROGRESS)
			return fd;
	}
	close(fd);
	return -1;
}

int
raw_send(int fd, const void *data, size_t len)
{
	const char *from = data;
	ssize_t n;

	for (; len > 0; from += n, len -= (size_t)n) {
		n = send(fd, from, len, MSG_NOSIGNAL);
		if (n < 0)
			return -1;
	}
	return 0;
}

int
raw_request(int port, const void *data, size_t len)
{
	int fd = raw_connect(port);

	if (fd >= 0 && raw_send(fd, data, len) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int
raw_half_close(int fd)
{
	return shutdown(fd, SHUT_WR);
}

void
raw_reset(int fd)
{
	struct linger hard = {.l_onoff = 1, .l_linger = 0};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(fd);
}

long
raw_read(int fd, char *buf, size_t size, int bound_ms)
{
	double end = process_now_ms() + bound_ms;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t got = 0;
	ssize_t n = 1;

	while (n > 0 && got < size - 1) {
		int left = (int)(end - process_now_ms());

		if (left <= 0 || poll(&p, 1, left) <= 0)
			break;
		n = recv(fd, buf + got, size - 1 - got, 0);
		if (n > 0)
			got += (size_t)n;
	}
	buf[got] = '\0';
	return n < 0 ? -1 : (long)got;
}
