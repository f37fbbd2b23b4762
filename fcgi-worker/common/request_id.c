/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_id: which ids are taken from clients, and how an id is made of random
 * bytes.  The gate takes or makes the id of a request in set_id() of
 * mod_ocr/request_ctx.c, a worker in set_id() of http/request.c.
 */
#include "common/request_id.h"

bool
request_id_is_sane(const char *id, size_t length)
{
	if (length < 1 || length > REQUEST_ID_MAX)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = id[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-')
			return false;
	}
	return true;
}

/* Computed and not looked up, so that the compiler makes all digits at once. */
static char
hex_digit(int value)
{
	return (char)(value + (value < 10 ? '0' : 'a' - 10));
}

void
request_id_make(const unsigned char bytes[restrict static REQUEST_ID_BYTES],
    char out[restrict static REQUEST_ID_MAX + 1])
{
	for (int i = 0; i < REQUEST_ID_BYTES; i++) {
		out[2 * i] = hex_digit(bytes[i] >> 4);
		out[2 * i + 1] = hex_digit(bytes[i] & 15);
	}
	out[2 * REQUEST_ID_BYTES] = '\0';
}
