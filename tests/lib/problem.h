/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals as the contract has them: application/problem+json (RFC 9457).
 */
#ifndef TESTS_PROBLEM_H
#define TESTS_PROBLEM_H

#include <jansson.h>

#include "tests/lib/http.h"

/*
 * Returns the problem, a new reference, if the answer has the status, the
 * Content-Type, all members that problems have, and the same request id in
 * instance and X-Request-Id; else NULL, with what is wrong on stderr.
 */
json_t *problem_read(const struct http_answer *answer, long status);

/*
 * Sends the request.  Returns the problem of its answer as problem_read does,
 * and fails the calling test if it is none.  answer: to be cleared.
 */
json_t *problem_send(int port, const struct http_request *request, long status,
    struct http_answer *answer);

/* Does the same for a body that is posted. */
json_t *problem_post(
    int port, const char *path, const void *body, size_t body_len, long status);

#endif
