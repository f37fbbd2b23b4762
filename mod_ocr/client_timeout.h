/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_timeout: how long a client is willing to wait, as its request says.
 * Whether its deadline has passed is found out in deadlines.c.
 */
#ifndef MOD_OCR_CLIENT_TIMEOUT_H
#define MOD_OCR_CLIENT_TIMEOUT_H

#include <stddef.h>

/*
 * Takes the seconds from the option timeout= of query, which has len bytes,
 * else from wait= in the header prefer (RFC 7240), which may be NULL, else 0.
 * Returns -1 when the option is no such number, see timeout_parse.  A
 * preference that is no such number is ignored, as RFC 7240 section 2 wants.
 */
int client_timeout_parse(const char *query, size_t len, const char *prefer);

#endif
