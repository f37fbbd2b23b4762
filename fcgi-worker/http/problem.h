/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem: why a request is not answered as it was meant to be.  It is filled
 * where the fault is known, by a function that then returns -1.
 */
#ifndef FCGI_WORKER_HTTP_PROBLEM_H
#define FCGI_WORKER_HTTP_PROBLEM_H

#include <jansson.h>
#include <stdbool.h>

#include "common/problem_types.h"

/* All zeros: there is no problem. */
struct problem {
	enum problem_type type;
	int status;	   /* of the answer */
	char detail[1024]; /* what happened and what to do, in words */
	json_t *members;   /* beside those that every problem has; owned */
};

/*
 * Makes p a problem of this type without members of its own, and forgets what p
 * was before.  Returns -1, so that a function that fails can return this.
 */
int problem_set(struct problem *p, enum problem_type type, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Gives p, which is a problem, a member with this name and value.  The value is
 * taken over. */
void problem_member(struct problem *p, const char *name, json_t *value);

/*
 * Makes p the answer to a client that got one parameter wrong: an option, a
 * field or a header.  Returns -1.
 */
int problem_bad_parameter(struct problem *p, const char *parameter,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Makes p say that there is not enough memory for what.  Returns -1. */
int problem_no_memory(struct problem *p, const char *what);

/* Whether there is a problem. */
bool problem_is_set(const struct problem *p);

/*
 * Returns the whole problem as JSON for the request id.  The caller drops it;
 * NULL without memory.
 */
json_t *problem_make_json(const struct problem *p, const char *id);

/* Frees what p holds; then there is no problem. */
void problem_clear(struct problem *p);

#endif
