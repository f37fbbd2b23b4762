/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A FastCGI client: one request a connection, id 1.
 */
#include "tests/lib/fcgi.h"

#include <errno.h>
#include <fastcgi.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/process.h"

#define PIECE 32768
#define PARAMS_MAX 65535

static int
send_all(int fd, const void *data, size_t len)
{
	const char *from = data;
	ssize_t n;

	while (len > 0) {
		n = send(fd, from, len, MSG_NOSIGNAL);
		if (n < 0)
			return -1;
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
send_record(int fd, int type, const void *data, size_t len)
{
	FCGI_Header h = {
	    .version = FCGI_VERSION_1,
	    .type = (unsigned char)type,
	    .requestIdB0 = 1,
	    .contentLengthB1 = (unsigned char)(len >> 8),
	    .contentLengthB0 = (unsigned char)len,
	};

	if (send_all(fd, &h, sizeof(h)) < 0)
		return -1;
	return send_all(fd, data, len);
}

/* Writes "NAME=value" as a name-value pair of FastCGI: the length of the name,
 * which is below 128, in one byte, that of the value in four.  Returns the
 * bytes written. */
static size_t
add_param(unsigned char *to, const char *text)
{
	size_t name = strcspn(text, "="), value = strlen(text + name + 1), n;

	to[0] = (unsigned char)name;
	to[1] = (unsigned char)(0x80 | value >> 24);
	to[2] = (unsigned char)(value >> 16);
	to[3] = (unsigned char)(value >> 8);
	to[4] = (unsigned char)value;
	n = 5;
	memcpy(to + n, text, name);
	n += name;
	memcpy(to + n, text + name + 1, value);
	return n + value;
}

/* Writes all parameters of the request.  Returns the bytes written. */
static size_t
make_params(unsigned char *to, const struct fcgi_request *r)
{
	char text[1024];
	size_t n = 0;

	snprintf(text, sizeof(text), "REQUEST_METHOD=%s",
	    r->method ? r->method : "POST");
	n += add_param(to + n, text);
	snprintf(
	    text, sizeof(text), "SCRIPT_NAME=%s", r->path ? r->path : "/ocr");
	n += add_param(to + n, text);
	snprintf(
	    text, sizeof(text), "QUERY_STRING=%s", r->query ? r->query : "");
	n += add_param(to + n, text);
	snprintf(text, sizeof(text), "CONTENT_LENGTH=%zu", r->body_len);
	n += add_param(to + n, text);
	for (size_t i = 0; r->params && r->params[i]; i++)
		n += add_param(to + n, r->params[i]);
	return n;
}

/* Sends the request, or the part of it that r->part names.  Returns 0, or
 * -1. */
static int
send_request(int fd, const struct fcgi_request *r)
{
	static _Thread_local unsigned char params[PARAMS_MAX];
	FCGI_BeginRequestBody begin = {
	    .roleB0 = FCGI_RESPONDER, .flags = r->keep ? FCGI_KEEP_CONN : 0};
	size_t len = r->part == FCGI_HALF_BODY ? r->body_len / 2 : r->body_len;
	const char *body = r->body;
	size_t at, n;

	if (r->part == FCGI_NOTHING)
		return 0;
	n = make_params(params, r);
	/* The data end in the middle of the last parameter. */
	if (r->part == FCGI_SOME_PARAMS)
		n -= 3;
	if (send_record(fd, FCGI_BEGIN_REQUEST, &begin, sizeof(begin)) < 0 ||
	    send_record(fd, FCGI_PARAMS, params, n) < 0)
		return -1;
	if (r->part == FCGI_SOME_PARAMS)
		return 0;
	if (send_record(fd, FCGI_PARAMS, NULL, 0) < 0)
		return -1;
	for (at = 0; at < len; at += n) {
		n = len - at < PIECE ? len - at : PIECE;
		if (send_record(fd, FCGI_STDIN, body + at, n) < 0)
			return -1;
	}
	if (r->part == FCGI_HALF_BODY)
		return 0;
	return send_record(fd, FCGI_STDIN, NULL, 0);
}

int
fcgi_send(const char *sock, const struct fcgi_request *request)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", sock);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    send_request(fd, request) < 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

/* Reads exactly len bytes.  Returns 0, or -1 when the connection or the time
 * ends before. */
static int
read_all(int fd, void *data, size_t len, double end)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char *to = data;
	ssize_t n;

	while (len > 0) {
		double left = end - process_now_ms();

		if (left <= 0 || poll(&p, 1, (int)left + 1) < 0)
			return -1;
		n = p.revents ? recv(fd, to, len, MSG_DONTWAIT) : -1;
		if (n == 0 || (n < 0 && p.revents && errno != EAGAIN))
			return -1;
		if (n > 0) {
			to += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* Reads records until FCGI_END_REQUEST, and appends the output to *text, with a
 * NUL behind it.  Returns 0, or -1; the caller frees *text in both cases. */
static int
read_records(
    int fd, struct fcgi_answer *a, char **text, size_t *len, double end)
{
	char data[65536 + 256];
	FCGI_Header h;
	size_t n;

	while (!a->ended) {
		if (read_all(fd, &h, sizeof(h), end) < 0)
			return -1;
		n = (size_t)(h.contentLengthB1 << 8 | h.contentLengthB0);
		if (read_all(fd, data, n + h.paddingLength, end) < 0)
			return -1;
		if (h.type == FCGI_END_REQUEST) {
			a->ended = true;
		} else if (h.type == FCGI_STDOUT) {
			*text = realloc(*text, *len + n + 1);
			memcpy(*text + *len, data, n);
			*len += n;
			(*text)[*len] = '\0';
		}
	}
	return 0;
}

int
fcgi_read(int fd, struct fcgi_answer *answer, int bound_ms)
{
	double begin = process_now_ms();
	char *text = NULL, *gap;
	size_t len = 0;
	int rc;

	*answer = (struct fcgi_answer){.status = 0};
	rc = read_records(fd, answer, &text, &len, begin + bound_ms);
	answer->ms = process_now_ms() - begin;
	close(fd);
	gap = text ? strstr(text, "\r\n\r\n") : NULL;
	if (rc < 0 || !gap) {
		free(text);
		return -1;
	}
	answer->head = text;
	answer->body = gap + 4;
	answer->body_len = len - (size_t)(answer->body - text);
	gap[2] = '\0';
	if (sscanf(text, "Status: %d", &answer->status) != 1)
		answer->status = 200;
	return 0;
}

int
fcgi_ask(const char *sock, const struct fcgi_request *request,
    struct fcgi_answer *answer, int bound_ms)
{
	int fd = fcgi_send(sock, request);

	*answer = (struct fcgi_answer){.status = 0};
	return fd < 0 ? -1 : fcgi_read(fd, answer, bound_ms);
}

void
fcgi_answer_clear(struct fcgi_answer *answer)
{
	free(answer->head);
	*answer = (struct fcgi_answer){.status = 0};
}
