/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_key: the client that a request header names.  It knows nothing of
 * lighttpd.
 */
#ifndef MOD_OCR_CLIENT_KEY_H
#define MOD_OCR_CLIENT_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "gate.h"

/*
 * Finds what names the client in value, the len bytes of a header.  Of a list,
 * as in X-Forwarded-For, that is the last entry: the proxy in front wrote it,
 * and a client can send the others itself.  Of a Forwarded header (RFC 7239) it
 * is the value of "for".  Port and brackets of an address are left out.  Points
 * *found into value and sets *found_len.  Returns false if the name is empty.
 */
bool client_key_find(
    const char *value, size_t len, const char **found, size_t *found_len);

/*
 * Writes the key of the client with that name.  All addresses of an IPv6 /64
 * network are one client, since one subscriber has all of them.
 */
void client_key_write(char key[GATE_KEY_MAX + 1], const char *name, size_t len);

#endif
