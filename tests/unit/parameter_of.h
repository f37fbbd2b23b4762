/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * parameter_of: which parameter a problem names.
 */
#ifndef TESTS_UNIT_PARAMETER_OF_H
#define TESTS_UNIT_PARAMETER_OF_H

#include "fcgi-worker/http/problem.h"

/* Returns the member "parameter" of p, or NULL. */
static inline const char *
parameter_of(const struct problem *p)
{
	return json_string_value(json_object_get(p->members, "parameter"));
}

#endif
