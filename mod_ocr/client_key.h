/* SPDX-License-Identifier: BSD-3-Clause */
/* What tells the client of a request from others. */
#ifndef MOD_OCR_CLIENT_KEY_H
#define MOD_OCR_CLIENT_KEY_H

#include "request_ctx.h"

/*
 * Finds who sends the request: the client that the header in ocr.client-key
 * names, else the address.  Returns whether the header did.
 */
bool client_key_find(
    const struct request_ctx *ctx, const char **client, size_t *len);

/*
 * Writes the key by which the gate knows the client: that of the client that
 * the header in ocr.client-key names, or else of its address.  key has
 * GATE_KEY_MAX + 1 bytes.
 */
void client_key_write(const struct request_ctx *ctx, char key[]);

#endif
