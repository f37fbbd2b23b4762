/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A FastCGI client that talks to the pool without a gateway, so that a test
 * decides what is sent, when, and when to leave.
 */
#ifndef TESTS_FCGI_H
#define TESTS_FCGI_H

#include <stdbool.h>
#include <stddef.h>

/* How much of a request is sent; the rest never comes. */
enum fcgi_part { FCGI_WHOLE, FCGI_NOTHING, FCGI_SOME_PARAMS, FCGI_HALF_BODY };

struct fcgi_request {
	const char *method;	   /* NULL: POST */
	const char *path;	   /* NULL: /ocr */
	const char *query;	   /* NULL: none */
	const char *const *params; /* "NAME=value" to add; NULL: none */
	const void *body;
	size_t body_len;
	enum fcgi_part part;
	bool keep; /* asks for more requests on the connection */
};

struct fcgi_answer {
	int status;
	char *head, *body; /* a NUL behind each */
	size_t body_len;
	bool ended; /* FCGI_END_REQUEST came */
	double ms;  /* since the last byte of the request */
};

/*
 * Connects to the unix socket and sends the request.  Returns the connection,
 * or -1.
 */
int fcgi_send(const char *sock, const struct fcgi_request *request);

/*
 * Reads the answer to fcgi_send and closes the connection.  Returns 0, or -1
 * without an answer.
 */
int fcgi_read(int fd, struct fcgi_answer *answer, int bound_ms);

/* Sends a request and reads its answer.  Returns 0, or -1 without an answer;
 * answer may be cleared in both cases. */
int fcgi_ask(const char *sock, const struct fcgi_request *request,
    struct fcgi_answer *answer, int bound_ms);

void fcgi_answer_clear(struct fcgi_answer *answer);

#endif
