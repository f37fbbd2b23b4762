/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the deadline in a query and a header.
 */
#include "deadline.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The number at TEXT if nothing but digits come before END, or -1. */
static int
parse_seconds(const char *text, const char *end)
{
	int s = 0;

	if (text == end)
		return -1;
	for (; text < end; text++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		s = s * 10 + (*text - '0');
		if (s > DEADLINE_MAX_S)
			return -1;
	}
	return s >= DEADLINE_MIN_S ? s : -1;
}

static int
parse_prefer(const char *prefer)
{
	while (prefer != NULL) {
		const char *end;
		int s;

		prefer += strspn(prefer, ", \t");
		end = prefer + strcspn(prefer, ",; \t");
		if (strncasecmp(prefer, "wait=", 5) == 0) {
			s = parse_seconds(prefer + 5, end);
			return s > 0 ? s : 0;
		}
		prefer = strchr(prefer, ',');
	}
	return 0;
}

int
deadline_parse(const char *query, size_t len, const char *prefer)
{
	static const char name[] = "timeout=";
	const char *end = query + len;

	while (query < end) {
		const char *next = memchr(query, '&', (size_t)(end - query));
		if (next == NULL)
			next = end;
		if ((size_t)(next - query) >= sizeof(name) - 1 &&
		    memcmp(query, name, sizeof(name) - 1) == 0)
			return parse_seconds(query + sizeof(name) - 1, next);
		query = next + 1;
	}
	return parse_prefer(prefer);
}
