/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin call the gate in a browser (CORS, Fetch
 * Standard).
 */
#ifndef MOD_OCR_CORS_H
#define MOD_OCR_CORS_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Adds the headers by which a browser lets pages of the origin in
 * ocr.cors-origin read the answer.  The answer to OPTIONS, a browser's
 * preflight request, also says what such a page may send.  Adds nothing if
 * ocr.cors-origin is not set.
 */
void cors_add_headers(request_st *r, const struct request_ctx *ctx);

#endif
