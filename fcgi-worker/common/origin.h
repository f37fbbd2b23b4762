/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * origin: the other origin whose pages may read answers in a browser, and what
 * both programs tell a browser of it.
 */
#ifndef FCGI_WORKER_COMMON_ORIGIN_H
#define FCGI_WORKER_COMMON_ORIGIN_H

#include <stdbool.h>

/* The headers of an answer that such a page may read, including those of the
 * gate; the headers that its requests may have; and for how many seconds a
 * browser need not ask again. */
#define ORIGIN_EXPOSED(gate) "X-Request-Id, " gate "Server-Timing, Retry-After"
#define ORIGIN_ALLOWED                                                         \
	"Authorization, Content-Type, Content-Encoding, Prefer, X-Request-Id"
#define ORIGIN_MAX_AGE "86400"

/* Whether text is * or SCHEME://HOST[:PORT]. */
bool origin_is_valid(const char *text);

#endif
