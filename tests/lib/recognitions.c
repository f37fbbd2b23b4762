/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compares what clients were answered with what workers have done.
 */
#include "tests/lib/recognitions.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/lib/status.h"

/* Returns how many requests workers have answered, and whether they are at
 * least so many and no answer came from elsewhere (*right). */
static int64_t
count(int port, int64_t answers, bool *right)
{
	json_t *status = status_read(port);
	int64_t done = status_member(status, "totals.answered");
	int64_t shared = status_member(status, "totals.shared");
	int64_t hits = status_member(status, "store.hits");

	json_decref(status);
	*right = status != NULL && done >= answers && shared == 0 && hits <= 0;
	if (!*right)
		fprintf(stderr,
		    "%" PRId64 " answers of %" PRId64 " recognitions, %" PRId64
		    " shared, %" PRId64 " from the store\n",
		    answers, done, shared, hits > 0 ? hits : 0);
	return done;
}

bool
recognitions_are(int port, int64_t answers)
{
	bool right;
	int64_t done = count(port, answers, &right);

	if (right && done != answers)
		fprintf(stderr,
		    "%" PRId64 " answers, but %" PRId64 " recognitions\n",
		    answers, done);
	return right && done == answers;
}

bool
recognitions_are_at_least(int port, int64_t answers)
{
	bool right;

	count(port, answers, &right);
	return right;
}
