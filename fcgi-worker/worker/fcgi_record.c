/* SPDX-License-Identifier: BSD-3-Clause */
/* fcgi_record: a whole FastCGI answer.  It is written without libfcgi:
 * libfcgi's streams belong to the thread that works on the request. */
#include "worker/fcgi_record.h"

#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define PIECE 65528
#define PEER_MS 100

/* Sends size bytes of data.  Returns 0, or -1 when the peer does not take them
 * soon enough. */
static int
send_all(int fd, const void *data, size_t size)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	const char *rest = data;
	ssize_t n;

	while (size > 0) {
		n = send(fd, rest, size, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			rest += n;
			size -= (size_t)n;
		} else if (errno != EINTR &&
			   (errno != EAGAIN || poll(&p, 1, PEER_MS) != 1)) {
			return -1;
		}
	}
	return 0;
}

/* Sends the head of a record of this type with size bytes of content.  Returns
 * 0, or -1 when the peer does not take it. */
static int
send_head(int fd, int type, int id, size_t size)
{
	FCGI_Header h = {.version = FCGI_VERSION_1,
	    .type = (unsigned char)type,
	    .requestIdB1 = (unsigned char)(id >> 8),
	    .requestIdB0 = (unsigned char)id,
	    .contentLengthB1 = (unsigned char)(size >> 8),
	    .contentLengthB0 = (unsigned char)size};

	return send_all(fd, &h, sizeof(h));
}

int
fcgi_record_write(int fd, int id, const void *data, size_t size)
{
	FCGI_EndRequestBody end = {.protocolStatus = FCGI_REQUEST_COMPLETE};
	const char *rest = data;
	size_t n;

	do {
		n = size < PIECE ? size : PIECE;
		if (send_head(fd, FCGI_STDOUT, id, n) == -1 ||
		    send_all(fd, rest, n) == -1)
			return -1;
		rest += n;
		size -= n;
	} while (n > 0); /* an empty record ends the stream */
	if (send_head(fd, FCGI_END_REQUEST, id, sizeof(end)) == -1)
		return -1;
	return send_all(fd, &end, sizeof(end));
}
