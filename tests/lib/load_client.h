/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thousands of clients at once in one thread: every one connects, sends the
 * same request and reads its answer to the end of the connection.  They come
 * from several addresses of this machine, each with five hundred of them.
 */
#ifndef TESTS_LOAD_CLIENT_H
#define TESTS_LOAD_CLIENT_H

#include <stddef.h>

#define LOAD_CLIENT_STATUS_MAX 600

struct load_client_result {
	unsigned status[LOAD_CLIENT_STATUS_MAX];
	unsigned broken; /* ended without a status line */
	unsigned late;	 /* had no answer when the bound was over */
	double median_ms, max_ms;
};

/*
 * Returns the bytes of a POST with Connection: close, to be freed; *len is
 * their number.  headers: whole lines, each with its CRLF.  body: NULL for
 * zeros.
 */
char *load_client_post(const char *path, const char *headers, const void *body,
    size_t body_len, size_t *len);

/* Lets so many clients send the request at once, and sets *result to what came
 * of them within the bound.  Returns 0, or -1 when they could not be set up. */
int load_client_run(int port, unsigned clients, const void *request, size_t len,
    int bound_ms, struct load_client_result *result);

#endif
