/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Problem details (RFC 9457) for the answers the gate gives by itself.
 */
#ifndef MOD_OCR_PROBLEM_H
#define MOD_OCR_PROBLEM_H

#include <jansson.h>
#include <stdint.h>

#include "fcgi-worker/common/problem_types.h"

struct problem {
	int status;
	enum problem_type type; /* PROBLEM_NONE: by status */
	const char *detail;  /* what happened and what to do; NULL: by status */
	const char *verdict; /* static, for the log; NULL: by status */
	/* Members of single problems, left out of the answer when 0 or NULL. */
	uint64_t limit_bytes;  /* 413 */
	const char *parameter; /* 400: the option that is wrong */
	const char *stage;     /* 504: "queued" or "running" */
	json_t *supported;     /* 415: media types; taken over */
};

/* Returns the name of the kind of problem that a status stands for. */
const char *problem_name(int status);

/* Returns p->detail, or else what the kind of problem says by itself. */
const char *problem_detail(const struct problem *p);

/*
 * Returns the JSON text of p for the request whose id is instance.  Takes
 * p->supported over.  The caller frees the text; NULL when out of memory.
 */
char *problem_json(const struct problem *p, const char *instance);

/*
 * Returns p for the request whose id is instance, as a page for people.  Frees
 * p->supported, which the page does not show.  The caller frees the page; NULL
 * without memory.
 */
char *problem_html(const struct problem *p, const char *instance);

#endif
