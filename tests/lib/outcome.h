/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a request of many ended, as tests/load/storm.c and spread.c count them.
 */
#ifndef TESTS_OUTCOME_H
#define TESTS_OUTCOME_H

enum outcome {
	OUTCOME_RIGHT,
	OUTCOME_LEFT,
	OUTCOME_REFUSED,
	OUTCOME_BROKEN, /* a stream whose end did not come, as its client sees
			 */
	OUTCOME_UNFOUNDED, /* refused for a reason that is not there */
	OUTCOME_WRONG,
	OUTCOME_CUT,
	OUTCOME_EMPTY,
	OUTCOME_HUNG,
	OUTCOMES
};

/* Returns the name of an outcome, in lower case. */
const char *outcome_name(enum outcome outcome);

#endif
