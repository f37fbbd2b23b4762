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
 * Finds in the len bytes of value, which a header has, what names the client:
 * of a list, as X-Forwarded-For is one, the last entry, which the proxy in
 * front wrote, since a client can send the others itself; of a Forwarded header
 * (RFC 7239) its "for"; of an address neither port nor brackets.  Returns false
 * when nothing is left.  What is found is within value.
 */
bool client_key_find(
    const char *value, size_t len, const char **found, size_t *found_len);

/*
 * Writes the key of the client with that name.  All addresses of an IPv6 /64
 * network, which is what one subscriber has, are one client.
 */
void client_key_write(char key[GATE_KEY_MAX + 1], const char *name, size_t len);

#endif
