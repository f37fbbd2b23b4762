/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how it becomes HTTP.
 */
#ifndef FCGI_WORKER_HTTP_RESPONSE_H
#define FCGI_WORKER_HTTP_RESPONSE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "http/problem.h"

/* Sends parts of an answer before the rest of it exists. */
struct response_sink {
	/* Sends these bytes now.  Returns 0, or -1 when nobody takes them. */
	int (*send)(struct response_sink *sink, const struct buffer *bytes);
};

struct response {
	struct problem problem;	    /* the answer, if one is set */
	int status;		    /* without one: 200, 204 or 304 */
	const char *type;	    /* media type of the body, not owned */
	char allow[64];		    /* the Allow header, or empty */
	char etag[24];		    /* the ETag header with quotes, or empty */
	const char *cors_origin;    /* who else may read the answer, or NULL */
	struct response_sink *sink; /* NULL: the answer is sent as a whole */
	bool html_problem;	    /* a problem is a page for people */
	bool head_sent;
	bool is_lines;	 /* of JSON; the last line may be a problem */
	bool is_hurried; /* with more time it might have been a better one */
	size_t sent;	 /* bytes of the body that have been */
	struct buffer body;
	struct buffer *text; /* gets the pages' plain text, too; or NULL */
	/* For the log and Server-Timing. */
	unsigned pages;
	unsigned threads; /* that read at once, at most; 0: nothing was read */
	char languages[256];
	double start_ms; /* of its handler, by clock_exact_ms */
	double ocr_ms;	 /* negative: nothing was handled */
};

/* Makes r an empty 200. */
void response_init(struct response *r);

/* Frees what r holds. */
void response_free(struct response *r);

/* Return the HTTP status of r, and its name in the log: that of the problem's
 * type, ok, no-content or not-modified. */
int response_status(const struct response *r);
const char *response_name(const struct response *r);

/* Sets the problem of r to client-gone.  Nobody takes the answer any more, but
 * the log shows the problem. */
void response_client_gone(struct response *r);

/* Makes r the problem that its body is larger than limit bytes.  Returns -1. */
int response_too_large(struct response *r, size_t limit);

/*
 * Makes the document the body of an answer, as JSON, and drops it.  Returns 0,
 * or -1 without memory; then body.failed is set.
 */
int response_json(struct response *r, json_t *document);

/*
 * Sends what the body has so far, with the head before it unless that was sent.
 * Empties the body even if it could not be sent.  Does nothing without a sink.
 * Returns 0; or -1 with the problem set if the client has gone or there is no
 * memory.
 */
int response_flush(struct response *r, const char *id);

/*
 * Whether the sending of r has begun, and r can neither be completed nor say
 * why.  The sender must cut it off, so that nobody takes it for complete.
 */
bool response_is_cut(const struct response *r);

/*
 * Appends the head and, if with_body, the body of r to out, as CGI has it.  id
 * is the request's.  A problem's body is made here.  If r was sent in part,
 * only the rest is appended; if its body is lines, a problem is the last line.
 */
void response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out);

#endif
