/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many bytes came over a socket.  A file of its own, since the C library's
 * header of TCP, which lighttpd's include, lacks what the kernel's has.
 */
#include "socket_bytes.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

uint64_t
socket_bytes_received(int fd)
{
	struct tcp_info info = {.tcpi_state = 0};
	socklen_t len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
		return 0;
	return info.tcpi_bytes_received;
}
