/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * response: the answer to one request, and how outcomes become HTTP.
 */
#ifndef FCGI_WORKER_RESPONSE_H
#define FCGI_WORKER_RESPONSE_H

#include <jansson.h>
#include <stdbool.h>

#include "buffer.h"

/* How a request ended. */
enum response_outcome {
	RESPONSE_OK,
	RESPONSE_NO_CONTENT,
	RESPONSE_BAD_REQUEST,
	RESPONSE_NOT_FOUND,
	RESPONSE_METHOD_NOT_ALLOWED,
	RESPONSE_NOT_ACCEPTABLE,
	RESPONSE_BODY_TOO_LARGE,
	RESPONSE_UNSUPPORTED_TYPE,
	RESPONSE_UNDECODABLE,
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

struct response {
	enum response_outcome outcome;
	const char *type; /* media type of the body, not owned */
	char allow[64];	  /* the Allow header, or empty */
	struct buffer body;
	char detail[512]; /* of a problem */
	json_t *members;  /* of a problem, beside the usual ones */
	/* For the log and Server-Timing. */
	unsigned pages;
	char languages[256];
	double ocr_ms; /* negative: nothing was handled */
};

/* Make ${r} an empty 200. */
void response_init(struct response *r);

/* Free what ${r} holds. */
void response_free(struct response *r);

/* Make ${r} the problem ${outcome}; any body so far is dropped. */
void response_problem(struct response *r, enum response_outcome outcome,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Give the problem ${r} the member ${name}; ${value} is taken over. */
void response_member(struct response *r, const char *name, json_t *value);

/* The HTTP status and the short name of an outcome. */
int response_status(enum response_outcome outcome);
const char *response_name(enum response_outcome outcome);

/*
 * Append the head and, if ${with_body}, the body of ${r} to ${out}, as CGI
 * has it.  ${id} is the request's.  A problem's body is made here.
 */
void response_write(
    struct response *r, const char *id, bool with_body, struct buffer *out);

#endif
