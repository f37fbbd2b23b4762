/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Classes of requests that take different times.  Wrong options do not matter
 * here: a worker refuses them.
 */
#include "request_class.h"

#include <string.h>

#include "fcgi-worker/http/query.h"

static unsigned
quality_class(const char *value)
{
	if (strcmp(value, "high") == 0)
		return 1;
	return strcmp(value, "best") == 0 ? 2 : 0;
}

/* Returns 1 for a single page, 2 for several; 0 is for all pages. */
static unsigned
pages_class(const char *value)
{
	return strpbrk(value, ",-") == NULL ? 1 : 2;
}

unsigned
request_class(const char *query, size_t len)
{
	struct query q = {.text = query, .size = len};
	unsigned quality = 0, pages = 0;

	while (query_next(&q) == QUERY_PAIR) {
		if (strcmp(q.name, "quality") == 0)
			quality = quality_class(q.value);
		if (strcmp(q.name, "pages") == 0)
			pages = pages_class(q.value);
		if (strcmp(q.name, "format") == 0 &&
		    strcmp(q.value, "jpeg") == 0)
			return REQUEST_CLASS_OTHER;
	}
	return 3 * pages + quality; /* there are three qualities */
}
