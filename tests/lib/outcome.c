/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names of outcomes.
 */
#include "tests/lib/outcome.h"

const char *
outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOMES] = {
	    [OUTCOME_RIGHT] = "right",
	    [OUTCOME_LEFT] = "left",
	    [OUTCOME_REFUSED] = "refused",
	    [OUTCOME_BROKEN] = "broken",
	    [OUTCOME_UNFOUNDED] = "unfounded",
	    [OUTCOME_WRONG] = "wrong",
	    [OUTCOME_CUT] = "cut",
	    [OUTCOME_EMPTY] = "empty",
	    [OUTCOME_HUNG] = "hung",
	};

	return names[outcome];
}
