/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long a client wants to wait at most, from its query or a header.
 */
#include "client_timeout.h"

#include <string.h>
#include <strings.h>

#include "fcgi-worker/common/timeout.h"

/*
 * Returns the seconds of the first wait=SECONDS in the header Prefer (RFC 7240,
 * 4.3), or 0 if there is none or it is not valid.  prefer may be NULL.
 */
static int
parse_prefer(const char *prefer)
{
	while (prefer != NULL) {
		const char *end;
		int seconds;

		prefer += strspn(prefer, ", \t");
		end = prefer + strcspn(prefer, ",; \t");
		if (strncasecmp(prefer, "wait=", 5) == 0) {
			seconds = timeout_parse(
			    prefer + 5, (size_t)(end - prefer) - 5);
			return seconds > 0 ? seconds : 0;
		}
		prefer = strchr(prefer, ',');
	}
	return 0;
}

int
client_timeout_parse(const char *query, size_t len, const char *prefer)
{
	static const char name[] = "timeout=";
	const char *end = query + len;

	while (query < end) {
		const char *next = memchr(query, '&', (size_t)(end - query));
		if (next == NULL)
			next = end;
		if ((size_t)(next - query) >= sizeof(name) - 1 &&
		    memcmp(query, name, sizeof(name) - 1) == 0)
			return timeout_parse(query + sizeof(name) - 1,
			    (size_t)(next - query) - (sizeof(name) - 1));
		query = next + 1;
	}
	return parse_prefer(prefer);
}
