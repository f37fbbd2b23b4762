/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An HTTP/1.1 client that gives its socket to the test, which can read the
 * answer later, or close the connection.
 */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include <stddef.h>

/*
 * Posts body_len zero bytes with further header lines.  Returns the socket, or
 * -1.
 */
int client_post(
    int port, const char *path, const char *headers, size_t body_len);

/*
 * Reads the answer and closes the socket.  Returns the status, or -1 when there
 * is none; answer points to the text in a buffer that the next call overwrites.
 */
int client_finish(int fd, int bound_ms, const char **answer);

/*
 * Returns the number that is the value of a header in an answer's text, or -1
 * when there is none.
 */
long client_number(const char *answer, const char *header);

#endif
