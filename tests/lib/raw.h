/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bare sockets, for what no HTTP library lets a client do: leave half way,
 * send a byte at a time, reset.
 */
#ifndef TESTS_RAW_H
#define TESTS_RAW_H

#include <stddef.h>

/* Returns a blocking socket that is connected to 127.0.0.1, or -1. */
int raw_connect(int port);

/* Does the same non-blocking; the socket may still be connecting. */
int raw_connect_begin(int port);

/* Does the same from a loopback address that is another one for each number
 * below 10,000. */
int raw_connect_from(int port, unsigned number);

/* Sends all of the data.  Returns 0, or -1. */
int raw_send(int fd, const void *data, size_t len);

/* Connects and sends.  Returns the socket, or -1. */
int raw_request(int port, const void *data, size_t len);

/* Sends FIN: nothing more will be sent, but answers are still read. */
int raw_half_close(int fd);

/* Closes by RST. */
void raw_reset(int fd);

/*
 * Reads until the peer closes, the buffer is full or the bound is over.
 * Returns the number of bytes, with a NUL behind them, or -1 if the connection
 * broke.
 */
long raw_read(int fd, char *buf, size_t size, int bound_ms);

#endif
