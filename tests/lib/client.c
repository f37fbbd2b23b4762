/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single requests over bare sockets.
 */
#include "tests/lib/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/load_client.h"
#include "tests/lib/raw.h"

int
client_post(int port, const char *path, const char *headers, size_t body_len)
{
	size_t len;
	char *request = load_client_post(path, headers, NULL, body_len, &len);
	int fd = raw_request(port, request, len);

	free(request);
	return fd;
}

int
client_finish(int fd, int bound_ms, const char **answer)
{
	static char text[65536];
	int status = -1;

	if (raw_read(fd, text, sizeof(text), bound_ms) > 0)
		sscanf(text, "HTTP/1.%*d %d", &status);
	close(fd);
	if (answer)
		*answer = text;
	return status;
}

long
client_number(const char *answer, const char *header)
{
	const char *at = strcasestr(answer, header);
	long n;

	return at && sscanf(at + strlen(header), ": %ld", &n) == 1 ? n : -1;
}
