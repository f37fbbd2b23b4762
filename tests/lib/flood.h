/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thousands of clients at once in one thread: every one connects, sends the
 * same request and reads its answer to the end of the connection.
 */
#ifndef TESTS_FLOOD_H
#define TESTS_FLOOD_H

#include <stddef.h>

#define FLOOD_STATUS_MAX 600

struct flood_result {
	unsigned status[FLOOD_STATUS_MAX];
	unsigned broken; /* ended without a status line */
	unsigned late;	 /* had no answer when the bound was over */
	double median_ms, max_ms;
};

/*
 * A POST that asks for the connection to be closed, to be freed.  headers:
 * whole lines, each with its CRLF.  body: NULL for zeros.
 */
char *flood_post(const char *path, const char *headers, const void *body,
    size_t body_len, size_t *len);

/* -1 when the clients could not even be set up. */
int flood_run(int port, unsigned clients, const void *request, size_t len,
    int bound_ms, struct flood_result *result);

#endif
