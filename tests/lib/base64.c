/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes base64 with padding and without line ends.
 */
#include "tests/lib/base64.h"

#include <stdlib.h>

char *
base64_make(const unsigned char *data, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = malloc((size + 2) / 3 * 4 + 1), *to = text;

	for (size_t i = 0; text && i < size; i += 3) {
		unsigned bits = (unsigned)data[i] << 16;

		bits |= i + 1 < size ? (unsigned)data[i + 1] << 8 : 0;
		bits |= i + 2 < size ? data[i + 2] : 0;
		*to++ = digits[bits >> 18];
		*to++ = digits[bits >> 12 & 63];
		*to++ = i + 1 < size ? digits[bits >> 6 & 63] : '=';
		*to++ = i + 2 < size ? digits[bits & 63] : '=';
	}
	if (text)
		*to = '\0';
	return text;
}
