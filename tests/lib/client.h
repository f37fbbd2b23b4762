/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An HTTP/1.1 client with its socket in hand: it can send and leave its answer
 * for later, or go away.
 */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include <stddef.h>

/* Posts body_len zero bytes with further header lines; the socket, or -1. */
int client_post(
    int port, const char *path, const char *headers, size_t body_len);

/*
 * Reads the answer and closes.  Its status, -1 when there is none, and its
 * text in a buffer that the next call overwrites.
 */
int client_finish(int fd, int bound_ms, const char **answer);

/* The value of a header of that text as a number, -1 when it is absent. */
long client_number(const char *answer, const char *header);

#endif
