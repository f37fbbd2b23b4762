/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals as the contract has them: application/problem+json (RFC 9457).
 */
#ifndef TESTS_PROBLEM_H
#define TESTS_PROBLEM_H

#include <jansson.h>

#include "tests/lib/http.h"

/*
 * The problem as a new reference if the answer has the status, the type, all
 * members, and the request's id in instance and X-Request-Id alike; else NULL
 * and what is wrong on stderr.
 */
json_t *problem_read(const struct http_answer *answer, long status);

#endif
