/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * query: the parts of a query string, one after the other.
 */
#ifndef FCGI_WORKER_HTTP_QUERY_H
#define FCGI_WORKER_HTTP_QUERY_H

#include <stddef.h>

#define QUERY_NAME_MAX 64
#define QUERY_VALUE_MAX 512

enum query_result {
	QUERY_PAIR, /* a name and a value were read */
	QUERY_END,  /* there are no more */
	QUERY_BAD   /* wrong %XX, a NUL, or too long; name is what was read */
};

struct query {
	const char *text; /* what is still to be read */
	size_t size;
	char name[QUERY_NAME_MAX + 1];
	char value[QUERY_VALUE_MAX + 1];
};

/* Reads the next pair of the query into q->name and q->value, decoded.  A +
 * stays a +: no value has spaces in it, and languages are joined by it.
 * Returns QUERY_PAIR; QUERY_END if there are no more; or QUERY_BAD if a %XX is
 * wrong or the pair is too long. */
enum query_result query_next(struct query *q);

/* Returns the byte that two hexadecimal digits stand for, or -1. */
int query_byte(const char digits[static 2]);

#endif
