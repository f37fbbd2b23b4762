/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many lines of a kind the log gets: a few a second, then one that says how
 * many more there were.  Plain C: the caller passes the clock (milliseconds,
 * monotonic).
 */
#ifndef MOD_OCR_LOG_LIMIT_H
#define MOD_OCR_LOG_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	LOG_LIMIT_LINES = 10, /* of a kind in a second */
	/* More kinds than there are refusals; what is beyond shares the last
	 * place. */
	LOG_LIMIT_KINDS = 48,
};

struct log_kind {
	int status;
	const char *verdict; /* static, or NULL */
	uint64_t began_ms;   /* its present second */
	unsigned lines;	     /* written in it */
	uint64_t suppressed; /* not written, and not yet told */
};

struct log_limit {
	unsigned used;
	unsigned pending; /* kinds of which something is to be told */
	struct log_kind kinds[LOG_LIMIT_KINDS];
};

/* Whether a line of the kind STATUS and VERDICT may be written now; if not, it
 * is counted. */
bool log_limit_admit(
    struct log_limit *l, int status, const char *verdict, uint64_t now_ms);

/* Copies to TOLD a kind whose second is over and of which lines were not
 * written, and forgets their number.  False when there is none. */
bool log_limit_take(
    struct log_limit *l, uint64_t now_ms, struct log_kind *told);

#endif
