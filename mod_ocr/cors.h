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
 * Adds the headers that let a page of the origin that ocr.cors-origin names
 * read the answer, and to the answer to OPTIONS, a browser's preflight request,
 * those that say what the page may send.  Adds none if it names no origin.
 */
void cors_add_headers(request_st *r, const struct request_ctx *ctx);

#endif
