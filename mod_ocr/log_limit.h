/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Limits the lines that the gate itself writes to the log: a few of a kind in a
 * second, then one that says how many more there were.  What workers write is
 * limited in worker_stream.c.  It knows nothing of lighttpd; the caller passes
 * the time in milliseconds of a monotonic clock.
 */
#ifndef MOD_OCR_LOG_LIMIT_H
#define MOD_OCR_LOG_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	LOG_LIMIT_LINES = 10, /* of a kind in a second */
	/*
	 * There are fewer kinds of refusals than this; if there were more, they
	 * would share the last entry.
	 */
	LOG_LIMIT_KINDS = 48,
};

struct log_kind {
	int status;
	const char *verdict; /* static, or NULL */
	uint64_t began_ms;   /* start of its present second */
	unsigned lines;	     /* written in it */
	uint64_t suppressed; /* not written, and not yet told */
};

struct log_limit {
	unsigned used;
	unsigned pending; /* kinds with lines still to be summed up */
	struct log_kind kinds[LOG_LIMIT_KINDS];
};

/*
 * Returns whether a line of this status and verdict may be written now.  If so,
 * it counts as written, otherwise as suppressed.
 */
bool log_limit_admit(
    struct log_limit *l, int status, const char *verdict, uint64_t now_ms);

/* Finds a kind of line that was held back in a second that is over.  Copies it
 * to told, so that one line can say how often, and resets its count.  Returns
 * false when there is none. */
bool log_limit_take(
    struct log_limit *l, uint64_t now_ms, struct log_kind *told);

#endif
