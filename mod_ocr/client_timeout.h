/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_timeout: how long a client is willing to wait, as its request says.
 * Whether its deadline has passed is found out in gate_expiry.c.
 */
#ifndef MOD_OCR_CLIENT_TIMEOUT_H
#define MOD_OCR_CLIENT_TIMEOUT_H

#include <stddef.h>

/*
 * Returns how many seconds the client is ready to wait.  The option timeout= of
 * query says so, or else wait= in the header prefer (RFC 7240).  query has len
 * bytes; prefer may be NULL.  Returns 0 if neither says so, and -1 if
 * timeout_parse() refuses the value of timeout=. An invalid wait= is ignored,
 * as RFC 7240, section 2, wants.
 */
int client_timeout_parse(const char *query, size_t len, const char *prefer);

#endif
