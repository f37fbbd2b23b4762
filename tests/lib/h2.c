/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HTTP/2 frames by hand (RFC 9113), headers as HPACK literals without index
 * or Huffman code (RFC 7541, 6.2.2), which every server must take.
 */
#include "tests/lib/h2.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/raw.h"

#define FRAME_MAX 16384

enum {
	FRAME_DATA = 0,
	FRAME_HEADERS = 1,
	FRAME_RST = 3,
	FRAME_SETTINGS = 4,
	FRAME_GOAWAY = 7,
	FRAME_WINDOW = 8,
};
enum { FLAG_END_STREAM = 1, FLAG_ACK = 1, FLAG_END_HEADERS = 4 };

static int
frame_send(int fd, uint8_t type, uint8_t flags, uint32_t stream,
    const void *data, size_t len)
{
	unsigned char head[9] = {
	    (unsigned char)(len >> 16),
	    (unsigned char)(len >> 8),
	    (unsigned char)len,
	    type,
	    flags,
	    (unsigned char)(stream >> 24),
	    (unsigned char)(stream >> 16),
	    (unsigned char)(stream >> 8),
	    (unsigned char)stream,
	};

	if (raw_send(fd, head, sizeof(head)) < 0)
		return -1;
	return raw_send(fd, data, len);
}

/* Writes a header field, whose name and value must be shorter than 127 bytes.
 * Returns its end. */
static unsigned char *
put_header(unsigned char *to, const char *name, const char *value)
{
	size_t n = strlen(name), v = strlen(value);

	*to++ = 0;
	*to++ = (unsigned char)n;
	memcpy(to, name, n);
	to += n;
	*to++ = (unsigned char)v;
	memcpy(to, value, v);
	return to + v;
}

int
h2_connect(int port)
{
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	int fd = raw_connect(port);

	if (fd < 0)
		return -1;
	if (raw_send(fd, preface, sizeof(preface) - 1) < 0 ||
	    frame_send(fd, FRAME_SETTINGS, 0, 0, "", 0) < 0 ||
	    frame_send(fd, FRAME_SETTINGS, FLAG_ACK, 0, "", 0) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
send_headers(int fd, uint32_t stream, uint8_t flags, const char *method,
    const char *path, const char *length, const char *expect)
{
	unsigned char head[512], *end = head;

	end = put_header(end, ":method", method);
	end = put_header(end, ":scheme", "http");
	end = put_header(end, ":authority", "127.0.0.1");
	end = put_header(end, ":path", path);
	if (length)
		end = put_header(end, "content-length", length);
	if (expect)
		end = put_header(end, "expect", expect);
	return frame_send(fd, FRAME_HEADERS, flags | FLAG_END_HEADERS, stream,
	    head, (size_t)(end - head));
}

int
h2_get(int fd, uint32_t stream, const char *path)
{
	return send_headers(
	    fd, stream, FLAG_END_STREAM, "GET", path, NULL, NULL);
}

int
h2_post_headers(int fd, uint32_t stream, const char *path, size_t len)
{
	char length[24];

	snprintf(length, sizeof(length), "%zu", len);
	return send_headers(fd, stream, 0, "POST", path, length, NULL);
}

int
h2_post_expecting(int fd, uint32_t stream, const char *path, size_t len)
{
	char length[24];

	snprintf(length, sizeof(length), "%zu", len);
	return send_headers(
	    fd, stream, 0, "POST", path, length, "100-continue");
}

int
h2_data(int fd, uint32_t stream, const void *data, size_t len)
{
	return frame_send(fd, FRAME_DATA, 0, stream, data, len);
}

int
h2_post(int fd, uint32_t stream, const char *path, const void *body, size_t len)
{
	const char *from = body;

	if (h2_post_headers(fd, stream, path, len) < 0)
		return -1;
	do {
		size_t n = len < FRAME_MAX ? len : FRAME_MAX;

		len -= n;
		if (frame_send(fd, FRAME_DATA, len ? 0 : FLAG_END_STREAM,
			stream, from, n) < 0)
			return -1;
		from += n;
	} while (len);
	return 0;
}

/* Returns the status whose three digits are in HPACK's Huffman code: 0, 1 and 2
 * have 5 bits, the others 6. */
static long
huffman_status(const unsigned char *in)
{
	uint32_t bits = (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 |
			(uint32_t)in[2] << 8;
	long status = 0;

	for (int i = 0; i < 3; i++) {
		bool is_short = bits >> 27 <= 2;

		status =
		    status * 10 +
		    (long)(is_short ? bits >> 27 : (bits >> 26) - 0x19 + 3);
		bits <<= is_short ? 5 : 6;
	}
	return status;
}

/* Returns :status, which is the first field of every answer, or -1 if it is
 * coded in a way that lighttpd does not use. */
static long
status_of(const unsigned char *block, size_t len)
{
	static const long known[] = {200, 204, 206, 304, 400, 404, 500};

	if (len >= 1 && block[0] >= 0x88 && block[0] <= 0x8e)
		return known[block[0] - 0x88];
	if (len >= 5 && (block[0] & 0x3f) == 8 && block[1] & 0x80)
		return huffman_status(block + 2);
	return -1;
}

/* Reads the next frame, of whatever stream: 9 bytes of head, then the payload.
 * Returns the payload's length, or -1 when no whole frame comes in time. */
static long
frame_read(int fd, unsigned char *frame, double end)
{
	size_t got = 0, want = 9;

	while (got < want) {
		long n = raw_read(fd, (char *)frame + got, want - got + 1,
		    (int)(end - process_now_ms()));

		if (n <= 0)
			return -1;
		got += (size_t)n;
		if (want == 9 && got == 9)
			want += (size_t)frame[0] << 16 | (size_t)frame[1] << 8 |
				frame[2];
		if (want > 9 + FRAME_MAX)
			return -1;
	}
	return (long)want - 9;
}

static uint32_t
number_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

/* Returns whether the frame is a GOAWAY without an error, and the last stream
 * that it says was processed is an earlier one. */
static bool
is_not_taken(
    const unsigned char *frame, const unsigned char *payload, uint32_t stream)
{
	return frame[3] == FRAME_GOAWAY && number_at(payload) < stream &&
	       number_at(payload + 4) == 0;
}

long
h2_answer(int fd, uint32_t stream, char *body, size_t size, int bound_ms)
{
	double end = process_now_ms() + bound_ms;
	unsigned char frame[9 + FRAME_MAX + 1], *payload = frame + 9;
	size_t used = 0;
	long status = -1, len;

	body[0] = '\0';
	while ((len = frame_read(fd, frame, end)) >= 0) {
		if (len >= 8 && is_not_taken(frame, payload, stream))
			return H2_NOT_TAKEN;
		if (number_at(frame + 5) != stream)
			continue;
		if (frame[3] == FRAME_RST)
			return -1;
		if (frame[3] == FRAME_HEADERS && status < 0)
			status = status_of(payload, (size_t)len);
		if (frame[3] == FRAME_DATA && used + (size_t)len < size) {
			memcpy(body + used, payload, (size_t)len);
			used += (size_t)len;
			body[used] = '\0';
		}
		if (frame[3] <= FRAME_HEADERS && frame[4] & FLAG_END_STREAM)
			return status;
	}
	return -1;
}

int
h2_provoke(int fd, uint32_t stream, unsigned kind)
{
	/* Windows that grow by nothing, or beyond what they can be. */
	static const unsigned char more[2][4] = {{0}, {0x7f, 0xff, 0xff, 0xff}};

	return frame_send(
	    fd, FRAME_WINDOW, 0, stream, more[kind], sizeof(more[kind]));
}

int
h2_reset(int fd, uint32_t stream)
{
	static const unsigned char cancel[4] = {0, 0, 0, 8};

	return frame_send(fd, FRAME_RST, 0, stream, cancel, sizeof(cancel));
}
