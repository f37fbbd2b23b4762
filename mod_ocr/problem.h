/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Problem details (RFC 9457) for the answers the gate gives by itself.
 */
#ifndef MOD_OCR_PROBLEM_H
#define MOD_OCR_PROBLEM_H

#include <stdint.h>

struct problem {
	int status;
	const char *detail; /* what happened and what to do; NULL: by status */
	/* Members of single problems, left out of the answer when 0 or NULL. */
	uint64_t limit_bytes; /* 413 */
};

/* The JSON text of P for the request INSTANCE.  The caller frees it; NULL
 * when out of memory. */
char *problem_json(const struct problem *p, const char *instance);

#endif
