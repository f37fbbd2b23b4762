/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One HTTP request at a time through libcurl, to 127.0.0.1.
 */
#ifndef TESTS_HTTP_H
#define TESTS_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct http_request {
	const char *method;	    /* NULL: POST with a body, else GET */
	const char *path;	    /* sent as it is */
	const char *const *headers; /* "Name: value", NULL at the end */
	const void *body;
	size_t body_len;
	bool h2;       /* HTTP/2 with prior knowledge */
	bool chunked;  /* the length is not announced */
	bool expect;   /* Expect: 100-continue, and wait for it */
	long bound_ms; /* 0: 60 s */
};

struct http_answer {
	long status;
	char *body; /* a NUL behind it */
	size_t body_len;
	size_t body_room; /* allocated for it */
	size_t uploaded;  /* body bytes the server let us send */
	double ms;
	void *curl;
};

/*
 * Sends a request.  Returns 0 and the answer, which is to be cleared, or -1 and
 * a line on stderr without one.
 */
int http_send(
    int port, const struct http_request *request, struct http_answer *answer);

/* Shorter forms for the common requests.  headers is NULL or as in struct
 * http_request. */
int http_get(int port, const char *path, const char *const *headers,
    struct http_answer *answer);
int http_post(int port, const char *path, const void *body, size_t body_len,
    struct http_answer *answer);

/* Returns the status of a GET, or -1 without an answer. */
long http_status(int port, const char *path);

/*
 * Returns the body of an answer with status 200 and this Content-Type, to be
 * freed, or NULL and a line on stderr for any other answer.
 */
char *http_document(int port, const struct http_request *request,
    const char *type, size_t *len);

/*
 * Returns the first value of a header, which lives until the answer is cleared,
 * or NULL when it is absent.
 */
const char *http_header(const struct http_answer *answer, const char *name);

void http_answer_clear(struct http_answer *answer);

/*
 * A client that keeps its connection, for measurements, to be closed.  The
 * answer of http_send_on is to be cleared even if -1 is returned, and
 * http_header finds no header in it.
 */
void *http_open(void);
int http_send_on(void *client, int port, const struct http_request *request,
    struct http_answer *answer);
void http_close(void *client);

#endif
