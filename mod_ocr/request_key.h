/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_key: the name of the answer that a request asks for, from its body
 * and all else that decides it.  Requests with one key may have one answer.
 */
#ifndef MOD_OCR_REQUEST_KEY_H
#define MOD_OCR_REQUEST_KEY_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* Before the body: begins to digest it, where a request's answer may be that of
 * another one, or be kept. */
void request_key_prepare(
    request_st *r, const plugin_data *p, struct request_ctx *ctx);

/* Digests what has arrived of the body.  Returns false while a body that is
 * whole is not digested to its end; lighttpd then comes back to the request. */
bool request_key_digest(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* The body is whole: makes the key, if there is one. */
void request_key_make(plugin_data *p, struct request_ctx *ctx);

/* Makes the key of a POST of a file with this SHA-256 to /ocr that is like this
 * request otherwise. */
void request_key_of_file(plugin_data *p, struct request_ctx *ctx,
    const unsigned char digest[static ANSWER_KEY_SIZE]);

#endif
