/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_id: which ids are taken from clients, and how an id is made of random
 * bytes.
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

void
request_id_make(const unsigned char bytes[static REQUEST_ID_BYTES],
    char out[static REQUEST_ID_MAX + 1])
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < REQUEST_ID_BYTES; i++) {
		*out++ = hex[bytes[i] >> 4];
		*out++ = hex[bytes[i] & 15];
	}
	*out = '\0';
}
