/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tells requests of this machine from those of others by address and headers.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <arpa/inet.h>

#include "local_client.h"

static bool
is_loopback(const char *address)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, address, &four) == 1)
		return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
	if (inet_pton(AF_INET6, address, &six) != 1)
		return false;
	return IN6_IS_ADDR_LOOPBACK(&six) ||
	       (IN6_IS_ADDR_V4MAPPED(&six) &&
		   six.s6_addr[12] == IN_LOOPBACKNET);
}

bool
local_client(const request_st *r)
{
	return is_loopback(request_address(r)->ptr) &&
	       http_header_request_get(r, HTTP_HEADER_X_FORWARDED_FOR,
		   STR("X-Forwarded-For")) == NULL &&
	       http_header_request_get(
		   r, HTTP_HEADER_FORWARDED, STR("Forwarded")) == NULL;
}
