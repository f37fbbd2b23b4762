/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tells requests of this machine from those of others by address and headers.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <arpa/inet.h>

#include "header_name.h"
#include "local_client.h"

/* Whether address, a text, is an IP address of this machine's loopback. */
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

/* Whether the request has a header that only proxies add. */
static bool
is_passed_on(const request_st *r)
{
	static const char *const added[] = {"Forwarded", "X-Forwarded-For",
	    "X-Forwarded-Host", "X-Real-IP", "Via", "CF-Connecting-IP", NULL};

	for (uint32_t i = 0; i < r->rqst_headers.used; i++) {
		const data_string *h = (data_string *)r->rqst_headers.data[i];
		if (header_name_is_in(added, h->key.ptr))
			return true;
	}
	return false;
}

bool
local_client(const request_st *r)
{
	return is_loopback(request_address(r)->ptr) && !is_passed_on(r);
}
