/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a request of many ended, as tests/load/storm.c and spread.c count them.
 */
#ifndef TESTS_OUTCOME_H
#define TESTS_OUTCOME_H

enum outcome {
	OUTCOME_RIGHT,
	OUTCOME_LEFT,	 /* the client left before the end, as planned */
	OUTCOME_REFUSED, /* for a reason that is there */
	OUTCOME_BROKEN,	 /* a stream whose end did not come, as its client sees
			  */
	OUTCOME_UNFOUNDED, /* refused for a reason that is not there */
	OUTCOME_WRONG,
	OUTCOME_CUT,   /* the connection ended within the answer */
	OUTCOME_EMPTY, /* the connection ended without an answer */
	OUTCOME_HUNG,  /* no end within TROUBLE_HUNG_MS */
	OUTCOMES
};

/* Returns the name of an outcome, in lower case. */
const char *outcome_name(enum outcome outcome);

#endif
