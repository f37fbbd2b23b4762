/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_of: a request with a body, as a gateway sends it.
 */
#ifndef TESTS_UNIT_REQUEST_OF_H
#define TESTS_UNIT_REQUEST_OF_H

#include "tests/lib/test.h"

#include "fcgi-worker/http/request.h"

/* Returns a request with two parameters, each NAME=VALUE, and a copy of data as
 * its body, to be freed with request_free(). */
static inline struct request *
request_of(
    const char *type, const char *encoding, const void *data, size_t size)
{
	const char *const params[] = {type, encoding, NULL};
	struct request *q = request_create((char *const *)(uintptr_t)params);

	assert_non_null(q);
	buffer_add(&q->body, data, size);
	return q;
}

#endif
