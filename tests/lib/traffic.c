/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes the bytes of a connection before it is opened.  It knows the paths of
 * the service, frames (RFC 9113) and literals of HPACK (RFC 7541), and sends
 * nothing.
 */
#include "tests/lib/traffic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS(table) (unsigned)(sizeof(table) / sizeof(*(table)))
#define PICK(dice, table) (table)[dice_below((dice), ROWS(table))]

enum {
	REQUESTS_MAX = 5,
	FRAMES_MAX = 40,
	SMALL_BODY = 2000,
	ALIKE_BODY = 100,    /* many bodies of this length are equal */
	LARGE_BODY = 150000, /* above 64 KB lighttpd keeps bodies in files */
	FRAME_MAX = 16384,
	STREAMS_MAX = 15, /* the last one that HEADERS open */
	HPACK_MAX = 126,  /* longer strings have a length of two bytes */
};

enum frame {
	FRAME_DATA,
	FRAME_HEADERS,
	FRAME_PRIORITY,
	FRAME_RST,
	FRAME_SETTINGS,
	FRAME_PUSH,
	FRAME_PING,
	FRAME_GOAWAY,
	FRAME_WINDOW,
	FRAME_CONTINUATION,
};

enum {
	FLAG_END_STREAM = 1,
	FLAG_ACK = 1,
	FLAG_END_HEADERS = 4,
	FLAG_PADDED = 8,
};

/* The digest of the second body when it has the length ALIKE_BODY. */
#define DIGEST                                                                 \
	"e6f09134d9666a251e4ee2679f5cfe92"                                     \
	"91641f0e5c23e49ac3f1993a62320df9"

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/* Paths that are used more often stand here more often. */
static const char *const paths[] = {"/headers", "/headers", "/headers", "/ocr",
    "/ocr", "/ocr?timeout=1", "/ocr?lang=eng&format=json", "/ocr?format=pdf",
    "/ocr?lang=%65ng&psm=99", "/tesseract", "/parse/image", "/languages",
    "/openapi.yaml", "/", "/healthz", "/readyz", "/metrics", "/status",
    "/ocr/sha-256/" DIGEST, "/ocr/sha-256/" DIGEST "?format=json", "/nothing",
    "/ocr/../headers", "//headers", "/%00", "/headers?a=%"};

static const char *const methods[] = {"POST", "POST", "POST", "POST", "POST",
    "GET", "GET", "GET", "PUT", "HEAD", "OPTIONS", "DELETE", "BREW"};

/* Names are in small letters, as HTTP/2 wants them. */
static const char *const headers[][2] = {
    {"accept", "application/json"},
    {"accept", "text/html,*/*;q=0.1"},
    {"connection", "close"},
    {"connection", "keep-alive"},
    {"content-encoding", "gzip"},
    {"content-type", "application/json"},
    {"content-type", "multipart/form-data; boundary=x"},
    {"expect", "100-continue"},
    {"expect", "nothing"},
    {"origin", "http://example.org"},
    {"prefer", "wait=1"},
    {"prefer", "wait=0"},
    {"x-forwarded-for", "192.0.2.7, 198.51.100.1"},
    {"x-request-id", "chosen-by-the-client"},
    {"x-request-id", "\x01 no"},
    {"range", "bytes=0-3"},
    {"if-none-match", "*"},
    {"te", "trailers"},
    {"", "no name"},
};

static const char *const bodies[] = {
    "--x\r\nContent-Disposition: form-data; name=\"file\"; "
    "filename=\"a\"\r\n\r\nP1 1 1 0\r\n--x--\r\n",
    "P1 8 8 0000000001111110010000100100001001000010010000100111111000000000",
    "{\"a\": [1, 2, 3]}",
    "%PDF-1.4\n",
    "\x1f\x8b\x08",
    "\x89PNG\r\n\x1a\n",
};

/* Makes room for len more bytes and counts them.  Returns where they begin. */
static unsigned char *
grow(struct traffic *t, size_t len)
{
	if (t->size - t->len < len) {
		t->size = 2 * t->size + len;
		t->data = realloc(t->data, t->size);
		if (!t->data) {
			perror("traffic");
			exit(1);
		}
	}
	t->len += len;
	return t->data + t->len - len;
}

static void
put(struct traffic *t, const void *data, size_t len)
{
	if (len > 0)
		memcpy(grow(t, len), data, len);
}

__attribute__((format(printf, 2, 3))) static void
put_text(struct traffic *t, const char *format, ...)
{
	char text[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put(t, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

static size_t
body_length(struct dice *dice)
{
	if (dice_is(dice, 20))
		return 0;
	if (dice_is(dice, 30))
		return ALIKE_BODY;
	return 1 +
	       dice_below(dice, dice_is(dice, 10) ? LARGE_BODY : SMALL_BODY);
}

/* Writes len bytes, all the same, of which the first ones are mostly replaced
 * by the beginning of some type of file.  ALIKE_BODY bytes are filled with the
 * same byte each time. */
static void
put_body(struct traffic *t, struct dice *dice, size_t len)
{
	const char *begin = PICK(dice, bodies);
	size_t n = strlen(begin);
	unsigned char *to;

	if (len == 0)
		return;
	to = grow(t, len);
	memset(to, len == ALIKE_BODY ? '0' : (int)dice_below(dice, 256), len);
	if (dice_is(dice, 70))
		memcpy(to, begin, n < len ? n : len);
}

/* Chooses a method, mostly one that the path takes. */
static const char *
choose_method(struct dice *dice, const char *path)
{
	static const char *const posted[] = {
	    "/headers", "/ocr", "/tesseract", "/parse"};

	if (dice_is(dice, 25))
		return PICK(dice, methods);
	for (unsigned i = 0; i < ROWS(posted); i++)
		if (strncmp(path, posted[i], strlen(posted[i])) == 0)
			return "POST";
	return "GET";
}

/* --- HTTP/1.1 ------------------------------------------------------------ */

/* Writes a chunk, now and then with a wrong size or a wrong end. */
static void
put_chunk(struct traffic *t, struct dice *dice, size_t len)
{
	if (dice_is(dice, 3))
		put_text(t, "ffffffffffffffff1\r\n");
	else if (dice_is(dice, 3))
		put_text(t, "%zx;a=\"b\"\r\n", len + 1);
	else
		put_text(t, "%zx\r\n", len);
	put_body(t, dice, len);
	put_text(t, dice_is(dice, 3) ? "\n" : "\r\n");
}

/* Writes a body of len bytes in chunks, now and then without the last one or
 * with trailers. */
static void
put_chunks(struct traffic *t, struct dice *dice, size_t len)
{
	while (len > 0) {
		size_t n = 1 + dice_below(dice, (unsigned)len);

		put_chunk(t, dice, n);
		len -= n;
	}
	if (dice_is(dice, 10))
		return;
	put_text(t, "0\r\n");
	if (dice_is(dice, 20))
		put_text(t, "X-Trailer: %u\r\nContent-Length: 3\r\n",
		    dice_below(dice, 1000));
	put_text(t, "\r\n");
}

/* Writes up to four headers, now and then with a very long one. */
static void
put_headers(struct traffic *t, struct dice *dice)
{
	for (unsigned n = dice_below(dice, 5); n > 0; n--) {
		unsigned i = dice_below(dice, ROWS(headers));

		put_text(t, "%s: %s\r\n", headers[i][0], headers[i][1]);
	}
	if (dice_is(dice, 4)) {
		put_text(t, "X-Long: ");
		memset(grow(t, 6000), 'a', 6000);
		put_text(t, "\r\n");
	}
}

/* Writes a request, now and then with a wrong Content-Length or no Host. */
static void
put_request(struct traffic *t, struct dice *dice)
{
	size_t len = body_length(dice), told = len;
	bool chunked = dice_is(dice, 25);
	const char *path = PICK(dice, paths);

	if (dice_is(dice, 8))
		told = dice_below(dice, LARGE_BODY);
	put_text(t, "%s %s HTTP/1.%d\r\n", choose_method(dice, path), path,
	    dice_is(dice, 95));
	if (dice_is(dice, 97))
		put_text(t, "Host: localhost\r\n");
	put_headers(t, dice);
	if (chunked)
		put_text(t, "Transfer-Encoding: chunked\r\n");
	if (!chunked || dice_is(dice, 3))
		put_text(t, "Content-Length: %zu\r\n", told);
	put_text(t, "\r\n");
	if (chunked)
		put_chunks(t, dice, len);
	else
		put_body(t, dice, len);
}

void
traffic_http1(struct traffic *t, struct dice *dice)
{
	t->len = 0;
	for (unsigned n = 1 + dice_below(dice, REQUESTS_MAX); n > 0; n--)
		put_request(t, dice);
}

/* --- HTTP/2 -------------------------------------------------------------- */

static unsigned char *
put_32(unsigned char *to, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*to++ = (unsigned char)(value >> shift);
	return to;
}

/* Writes the head of a frame.  Returns the room for its payload of len bytes,
 * which the caller fills. */
static unsigned char *
put_frame(struct traffic *t, enum frame type, unsigned flags, uint32_t stream,
    size_t len)
{
	unsigned char *to = grow(t, 9 + len);

	*to++ = (unsigned char)(len >> 16);
	*to++ = (unsigned char)(len >> 8);
	*to++ = (unsigned char)len;
	*to++ = (unsigned char)type;
	*to++ = (unsigned char)flags;
	return put_32(to, stream);
}

static void
put_frame_of(struct traffic *t, enum frame type, unsigned flags,
    uint32_t stream, const void *data, size_t len)
{
	unsigned char *to = put_frame(t, type, flags, stream, len);

	if (len > 0)
		memcpy(to, data, len);
}

/* Writes a string of HPACK, cut to the length that fits into one byte. */
static void
put_string(struct traffic *t, const char *text)
{
	size_t len = strlen(text) <= HPACK_MAX ? strlen(text) : HPACK_MAX;

	*grow(t, 1) = (unsigned char)len;
	put(t, text, len);
}

/* Writes a field as a literal of HPACK, which the decoder has to add to its
 * table in one of five cases. */
static void
put_field(
    struct traffic *t, struct dice *dice, const char *name, const char *value)
{
	*grow(t, 1) = dice_is(dice, 20) ? 0x40 : 0;
	put_string(t, name);
	put_string(t, value);
}

/* Writes a field that is mostly not allowed in its place. */
static void
put_odd_field(struct traffic *t, struct dice *dice)
{
	switch (dice_below(dice, 4)) {
	case 0: /* an entry of the table, which may have none there */
		*grow(t, 1) = (unsigned char)(0x80 | dice_below(dice, 128));
		break;
	case 1: /* another size of the table */
		*grow(t, 1) = (unsigned char)(0x20 | dice_below(dice, 32));
		break;
	case 2: /* a second path, or one behind other fields */
		put_field(t, dice, ":path", PICK(dice, paths));
		break;
	default:
		*grow(t, 1) = (unsigned char)dice_next(dice);
	}
}

/* Writes the fields of a request, mostly with this Content-Length. */
static void
put_field_block(struct traffic *t, struct dice *dice, size_t told)
{
	const char *path = PICK(dice, paths);
	char length[24];

	put_field(t, dice, ":method", choose_method(dice, path));
	put_field(t, dice, ":scheme", "http");
	put_field(t, dice, ":authority", "localhost");
	if (dice_is(dice, 98))
		put_field(t, dice, ":path", path);
	for (unsigned n = dice_below(dice, 4); n > 0; n--) {
		unsigned i = dice_below(dice, ROWS(headers));

		put_field(t, dice, headers[i][0], headers[i][1]);
	}
	if (dice_is(dice, 60)) {
		snprintf(length, sizeof(length), "%zu", told);
		put_field(t, dice, "content-length", length);
	}
	if (dice_is(dice, 4))
		put_odd_field(t, dice);
}

/* Writes a request's fields in one frame, or in two. */
static void
send_headers(struct traffic *t, struct dice *dice, uint32_t stream,
    unsigned flags, size_t told)
{
	struct traffic block = {0};
	size_t first;

	put_field_block(&block, dice, told);
	first = dice_is(dice, 10) ? dice_below(dice, (unsigned)block.len)
				  : block.len;
	if (first == block.len)
		flags |= FLAG_END_HEADERS;
	put_frame_of(t, FRAME_HEADERS, flags, stream, block.data, first);
	if (first < block.len)
		put_frame_of(t, FRAME_CONTINUATION, FLAG_END_HEADERS, stream,
		    block.data + first, block.len - first);
	traffic_clear(&block);
}

/* Writes a body of len bytes in one frame, now and then with padding, whose
 * length may be wrong. */
static void
send_data(struct traffic *t, struct dice *dice, uint32_t stream, size_t len,
    unsigned flags)
{
	bool padded = dice_is(dice, 5);
	struct traffic body = {0};

	if (padded)
		*grow(&body, 1) = (unsigned char)dice_below(dice, 256);
	put_body(&body, dice, len);
	put_frame_of(t, FRAME_DATA, flags | (padded ? FLAG_PADDED : 0), stream,
	    body.data, body.len);
	traffic_clear(&body);
}

/* Writes a POST whose frames and length are right; its fields may ask for
 * anything. */
static void
send_post(struct traffic *t, struct dice *dice, uint32_t stream)
{
	size_t len = body_length(dice) % 60000;

	send_headers(t, dice, stream, len == 0 ? FLAG_END_STREAM : 0, len);
	while (len > 0) {
		size_t n = len < FRAME_MAX ? len : FRAME_MAX - 256;

		len -= n;
		send_data(t, dice, stream, n, len == 0 ? FLAG_END_STREAM : 0);
	}
}

/* Writes up to three settings, any of them with any value. */
static void
send_settings(struct traffic *t, struct dice *dice)
{
	static const uint32_t values[] = {
	    0, 1, 16384, 65535, 65536, 0x7fffffff, 0xffffffff};
	unsigned n = dice_below(dice, 4);
	unsigned char *to = put_frame(t, FRAME_SETTINGS, 0, 0, (size_t)6 * n);

	for (; n > 0; n--) {
		*to++ = 0;
		*to++ = (unsigned char)(1 + dice_below(dice, 7));
		to = put_32(to, PICK(dice, values));
	}
}

/* Writes a frame with four bytes, as RST_STREAM and WINDOW_UPDATE have. */
static void
send_32(struct traffic *t, enum frame type, uint32_t stream, uint32_t value)
{
	put_32(put_frame(t, type, 0, stream, 4), value);
}

/* Writes a WINDOW_UPDATE of the stream or of the connection. */
static void
send_window(struct traffic *t, struct dice *dice, uint32_t stream)
{
	static const uint32_t steps[] = {
	    0, 1, 100, 65535, 1000000, 0x7fffffff, 0xffffffff};

	send_32(
	    t, FRAME_WINDOW, dice_is(dice, 30) ? 0 : stream, PICK(dice, steps));
}

/* Writes a frame of any type and flags, with noise in it. */
static void
send_noise(struct traffic *t, struct dice *dice, uint32_t stream)
{
	size_t len = dice_below(dice, 24);
	unsigned char *to = put_frame(t, (enum frame)dice_below(dice, 14),
	    dice_below(dice, 256), dice_is(dice, 30) ? 0 : stream, len);

	for (size_t i = 0; i < len; i++)
		to[i] = (unsigned char)dice_next(dice);
}

static void
send_goaway(struct traffic *t, struct dice *dice, uint32_t stream)
{
	unsigned char *to = put_frame(t, FRAME_GOAWAY, 0, 0, 8);

	put_32(put_32(to, stream), dice_below(dice, 14));
}

/* Writes a whole request, or a frame of any kind for a stream that may be open.
 * *next is the stream that the next request opens, and is set to the one
 * after that if this is a request. */
static void
send_any(struct traffic *t, struct dice *dice, uint32_t *next)
{
	uint32_t known = 1 + 2 * dice_below(dice, *next / 2 + 1);
	unsigned kind = dice_below(dice, 100);

	if (kind < 40 && *next <= STREAMS_MAX) {
		send_post(t, dice, *next);
		*next += 2;
	} else if (kind < 50 && *next <= STREAMS_MAX) {
		send_headers(t, dice, *next, 0, body_length(dice));
		*next += 2;
	} else if (kind < 65)
		send_32(t, FRAME_RST, known, dice_below(dice, 14));
	else if (kind < 75)
		send_data(t, dice, known, dice_below(dice, SMALL_BODY),
		    dice_is(dice, 50) ? FLAG_END_STREAM : 0);
	else if (kind < 84)
		send_window(t, dice, known);
	else if (kind < 88)
		send_settings(t, dice);
	else if (kind < 91)
		put_frame_of(t, FRAME_PING, 0, 0, "12345678", 8);
	else if (kind < 93)
		put_frame_of(t, FRAME_PRIORITY, 0, known, "\0\0\0\1\20", 5);
	else if (kind < 95) /* trailers, or a second head */
		send_headers(t, dice, known, FLAG_END_STREAM, 0);
	else if (kind < 97)
		send_goaway(t, dice, known);
	else
		send_noise(t, dice, known);
}

/* Writes the preface and random frames; next is the first stream that they
 * open. */
static void
put_frames(struct traffic *t, struct dice *dice, uint32_t next)
{
	put(t, preface, sizeof(preface) - 1);
	send_settings(t, dice);
	put_frame(t, FRAME_SETTINGS, FLAG_ACK, 0, 0);
	for (unsigned n = 1 + dice_below(dice, FRAMES_MAX); n > 0; n--)
		send_any(t, dice, &next);
}

void
traffic_http2(struct traffic *t, struct dice *dice)
{
	t->len = 0;
	put_frames(t, dice, 1);
}

void
traffic_upgrade(struct traffic *t, struct dice *dice)
{
	t->len = 0;
	put_text(t,
	    "GET %s HTTP/1.1\r\nHost: localhost\r\n"
	    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
	    "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
	    PICK(dice, paths));
	/* Stream 1 is the request that was upgraded. */
	put_frames(t, dice, 3);
}

void
traffic_damage(struct traffic *t, struct dice *dice)
{
	size_t at = dice_below(dice, (unsigned)t->len);
	size_t len = 1 + dice_below(dice, 16);

	if (len > t->len - at)
		len = t->len - at;
	switch (dice_below(dice, 3)) {
	case 0:
		for (size_t i = 0; i < len; i++)
			t->data[at + i] = (unsigned char)dice_next(dice);
		break;
	case 1:
		memmove(t->data + at, t->data + at + len, t->len - at - len);
		t->len -= len;
		break;
	default:
		grow(t, len);
		memmove(t->data + at + len, t->data + at, t->len - at - len);
	}
}

void
traffic_clear(struct traffic *t)
{
	free(t->data);
	*t = (struct traffic){0};
}
