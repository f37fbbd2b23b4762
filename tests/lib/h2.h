/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Just enough HTTP/2 for what libcurl does not do: leaving half way, and
 * reading an answer that comes before the upload is over.
 */
#ifndef TESTS_H2_H
#define TESTS_H2_H

#include <stddef.h>
#include <stdint.h>

/*
 * Connects with prior knowledge that the server speaks HTTP/2.  Returns the
 * socket, or -1.
 */
int h2_connect(int port);

/* Sends a POST on a stream (1, 3, 5 ...), at most 64 KB in all, since it does
 * not wait for a window. */
int h2_post(
    int fd, uint32_t stream, const char *path, const void *body, size_t len);

/* Sends a GET on a stream, in one frame. */
int h2_get(int fd, uint32_t stream, const char *path);

/* Sends only the headers, which announce a body of len bytes. */
int h2_post_headers(int fd, uint32_t stream, const char *path, size_t len);

/* Does the same with Expect: 100-continue: the client waits to be told to send
 * the body. */
int h2_post_expecting(int fd, uint32_t stream, const char *path, size_t len);

/* Sends a part of the body of a stream whose headers were sent. */
int h2_data(int fd, uint32_t stream, const void *data, size_t len);

/*
 * Reads until the stream ends.  Returns the status, and in body what fits of
 * the answer's body, with a NUL behind it; or -1 when the stream is reset or no
 * answer comes in time; or H2_NOT_TAKEN when the server stops and says that it
 * has not processed the request, so that a client may send it again (GOAWAY,
 * RFC 9113, 6.8).
 */
enum { H2_NOT_TAKEN = -2 };
long h2_answer(int fd, uint32_t stream, char *body, size_t size, int bound_ms);

/* Sends a wrong WINDOW_UPDATE, upon which the server has to reset the stream
 * and keep the connection: by 0 bytes (kind 0), or by too many (kind 1). */
int h2_provoke(int fd, uint32_t stream, unsigned kind);

/* Sends RST_STREAM with CANCEL; the connection stays. */
int h2_reset(int fd, uint32_t stream);

#endif
