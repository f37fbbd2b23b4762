/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how outcomes become HTTP.
 */
#ifndef FCGI_WORKER_HTTP_RESPONSE_H
#define FCGI_WORKER_HTTP_RESPONSE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"

/* How a request ended. */
enum response_outcome {
	RESPONSE_OK,
	RESPONSE_NO_CONTENT,
	RESPONSE_NOT_MODIFIED,
	RESPONSE_BAD_REQUEST,
	RESPONSE_NOT_FOUND,
	RESPONSE_METHOD_NOT_ALLOWED,
	RESPONSE_NOT_ACCEPTABLE,
	RESPONSE_BODY_TOO_LARGE,
	RESPONSE_ANSWER_TOO_LARGE,
	RESPONSE_UNSUPPORTED_TYPE,
	RESPONSE_UNDECODABLE,
	RESPONSE_ENCRYPTED,
	RESPONSE_UNREADABLE,
	RESPONSE_TOO_MANY_PIXELS,
	RESPONSE_TOO_MANY_PAGES,
	RESPONSE_UNKNOWN_LANGUAGE,
	RESPONSE_QUARANTINED,
	RESPONSE_CLIENT_GONE,
	RESPONSE_FAULT,
	RESPONSE_OUT_OF_MEMORY,
	RESPONSE_DEADLINE,
	RESPONSE_OUTCOMES
};

/* Where parts of an answer can be sent before the rest of it exists. */
struct response_sink {
	/* Send these bytes now.  Returns 0, or -1 when nobody takes them. */
	int (*send)(struct response_sink *sink, const struct buffer *bytes);
};

struct response {
	enum response_outcome outcome;
	const char *type;	    /* media type of the body, not owned */
	char allow[64];		    /* the Allow header, or empty */
	char etag[24];		    /* the ETag header with quotes, or empty */
	const char *cors_origin;    /* who else may read the answer, or NULL */
	struct response_sink *sink; /* NULL: the answer is sent as a whole */
	bool begun;		    /* the head has been sent */
	size_t sent;		    /* bytes of the body that have been */
	struct buffer body;
	char detail[1024]; /* of a problem */
	json_t *members;   /* of a problem, beside the usual ones */
	/* For the log and Server-Timing. */
	unsigned pages;
	char languages[256];
	double begun_ms; /* when it was begun to be handled, monotonic */
	double ocr_ms;	 /* negative: nothing was handled */
};

/* The monotonic clock in milliseconds. */
double response_now_ms(void);

/* Make r an empty 200. */
void response_init(struct response *r);

/* Free what r holds. */
void response_free(struct response *r);

/* Make r the problem outcome; any body so far is dropped. */
void response_problem(struct response *r, enum response_outcome outcome,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Give the problem r the member name; value is taken over. */
void response_member(struct response *r, const char *name, json_t *value);

/* The HTTP status and the short name of an outcome. */
int response_status(enum response_outcome outcome);
const char *response_name(enum response_outcome outcome);

/*
 * Send what the body has so far, behind the head if that is still here, and
 * empty the body.  Without a sink nothing happens.  Returns 0, or -1 when the
 * client is gone or memory is, with the outcome set.
 */
int response_flush(struct response *r, const char *id);

/*
 * Append the head and, if with_body, the body of r to out, as CGI
 * has it.  id is the request's.  A problem's body is made here.  Of an
 * answer that has begun only the rest is appended, a problem as a line.
 */
void response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out);

#endif
