/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * forwarded_client: the client that Forwarded, X-Forwarded-For or another
 * header names.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_FORWARDED_CLIENT_H
#define MOD_OCR_FORWARDED_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Finds what names the client in value, the len bytes of a header.  Of a list,
 * as in X-Forwarded-For, that is the last entry: the proxy in front wrote it,
 * and a client can send the others itself.  Of a Forwarded header (RFC 7239) it
 * is the value of "for".  Port and brackets of an address are left out.  Points
 * *found into value and sets *found_len.  Returns false if the name is empty.
 */
bool forwarded_client_find(
    const char *value, size_t len, const char **found, size_t *found_len);

#endif
