/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_key: the name of the answer that a request asks for, from its body
 * and all else that decides it.  Requests with one key may have one answer.
 */
#ifndef MOD_OCR_REQUEST_KEY_H
#define MOD_OCR_REQUEST_KEY_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * To be called before the body comes.  If the answer to this request may be one
 * that was computed for another, or may be kept for others, has the body
 * digested while it arrives.
 */
void request_key_prepare(
    request_st *r, const plugin_data *p, struct request_ctx *ctx);

/* Digests what has arrived of the body.  Returns false while a body that is
 * whole is not digested to its end; lighttpd then comes back to the request. */
bool request_key_digest(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * To be called when the body is whole and digested.  Sets ctx->key, if the
 * request is one whose answer may be shared or kept.
 */
void request_key_make(plugin_data *p, struct request_ctx *ctx);

/*
 * Sets ctx->key to the key of a POST to /ocr of a file with this SHA-256, with
 * the query and headers of this request.  A page of another site gets no key.
 */
void request_key_of_file(plugin_data *p, struct request_ctx *ctx,
    const unsigned char digest[static ANSWER_KEY_SIZE]);

#endif
