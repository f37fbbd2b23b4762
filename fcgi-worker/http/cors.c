/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin read the answers in a browser.  There is
 * at most one such origin, so the answers do not vary by it.
 */
#include "http/cors.h"

#include <string.h>

#include "http/response.h"

bool
cors_is_origin(const char *text)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz";
	static const char host[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-_:[]";
	size_t length;

	if (strcmp(text, "*") == 0)
		return true;
	length = strspn(text, scheme);
	if (length == 0 || strncmp(text + length, "://", 3) != 0)
		return false;
	text += length + 3;
	length = strspn(text, host);
	return length > 0 && text[length] == '\0';
}

void
cors_write(const struct response *r, struct buffer *out)
{
	if (r->cors_origin == NULL)
		return;
	buffer_add_format(out,
	    "Access-Control-Allow-Origin: %s\r\n"
	    "Access-Control-Expose-Headers: X-Request-Id, Server-Timing, "
	    "Retry-After\r\n",
	    r->cors_origin);
	if (!problem_is_set(&r->problem) && r->status == 204 &&
	    r->allow[0] != '\0')
		buffer_add_format(out,
		    "Access-Control-Allow-Methods: %s\r\n"
		    "Access-Control-Allow-Headers: Content-Type, "
		    "Content-Encoding, Prefer, X-Request-Id\r\n"
		    "Access-Control-Max-Age: 86400\r\n",
		    r->allow);
}
