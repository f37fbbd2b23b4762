/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients that come at a fixed rate, whether or not earlier ones have been
 * answered, wait for some time and then leave.  The same plan makes the same
 * clients at the same moments, whoever serves them.
 */
#ifndef TESTS_ARRIVALS_H
#define TESTS_ARRIVALS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/peer.h"

#define ARRIVALS_STATUS_MAX 600

struct arrivals_plan {
	const char *path;
	const void *body;
	size_t body_len;
	const char *text; /* the right answer, blanks apart; NULL: any 200 */
	unsigned clients;
	double rate; /* a second; 0: all at once; < 0: one after the other */
	int patience_ms;
	bool mixed;    /* some leave early, some send slowly */
	bool is_bound; /* ends when the last client has come */
};

struct arrivals_result {
	unsigned came, right, wrong, broken;
	unsigned left, gave_up; /* early, as planned; without an answer */
	unsigned status[ARRIVALS_STATUS_MAX];
	unsigned right_meanwhile; /* before the last one came */
	double coming_ms;	  /* from the first to the last */
	/* These are for right answers, from the moment at which the client
	 * comes. */
	double median_ms, p99_ms, max_ms;
	double first_ms; /* the median of their first bytes */
};

/* Lets the plan's clients come to the peer, waits until all have gone or the
 * plan is over, and sets *result.  Returns 0, or -1 when the clients could not
 * be set up. */
int arrivals_run(struct peer *peer, const struct arrivals_plan *plan,
    struct arrivals_result *result);

#endif
