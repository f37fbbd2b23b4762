/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals as the contract has them: application/problem+json (RFC 9457).
 */
#ifndef TESTS_PROBLEM_H
#define TESTS_PROBLEM_H

#include <jansson.h>

#include "tests/lib/http.h"

/*
 * Returns the problem, a new reference, if the answer has the status, the type,
 * all members, and the request's id in both instance and X-Request-Id; else
 * NULL, with what is wrong on stderr.
 */
json_t *problem_read(const struct http_answer *answer, long status);

/*
 * Sends the request, and fails the test that calls unless the answer is that
 * problem, which it returns: a new reference.  answer: to be cleared.
 */
json_t *problem_send(int port, const struct http_request *request, long status,
    struct http_answer *answer);

/* Does the same for a body that is posted. */
json_t *problem_post(
    int port, const char *path, const void *body, size_t body_len, long status);

#endif
