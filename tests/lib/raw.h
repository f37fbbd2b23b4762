/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bare sockets, for what no HTTP library lets a client do: leave half way,
 * send a byte at a time, reset.
 */
#ifndef TESTS_RAW_H
#define TESTS_RAW_H

#include <stddef.h>

/* A blocking socket connected to 127.0.0.1, or -1. */
int raw_connect(int port);

/* The same non-blocking, possibly still connecting. */
int raw_connect_begin(int port);

/* The same from an address of its own for each number below 10,000. */
int raw_connect_from(int port, unsigned number);

/* 0 when everything was sent. */
int raw_send(int fd, const void *data, size_t len);

/* Connects and sends; the socket, or -1. */
int raw_request(int port, const void *data, size_t len);

/* FIN: nothing more will be sent, answers are still read. */
int raw_half_close(int fd);

/* Closes by RST. */
void raw_reset(int fd);

/*
 * Reads until the peer closes, the buffer is full or the bound is over.  The
 * number of bytes, with a NUL behind them; -1: the connection broke.
 */
long raw_read(int fd, char *buf, size_t size, int bound_ms);

#endif
