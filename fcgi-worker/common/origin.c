/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * origin: which text is an origin (RFC 6454, 6.2).  It goes into a header as it
 * is.
 */
#include "common/origin.h"

#include <string.h>

bool
origin_is_valid(const char *text)
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
