/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers that the gate adds to answers.
 */
#ifndef MOD_OCR_ANSWER_HEADERS_H
#define MOD_OCR_ANSWER_HEADERS_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Adds to an answer the headers that describe the request: its id, whether it
 * was run again on another worker, its place in the queue when it began to
 * wait, and in Server-Timing how long it waited and how long its worker took.
 * Hides the version of lighttpd.
 */
void answer_headers_add(request_st *r, const struct request_ctx *ctx);

/*
 * Adds headers for the case that a browser opens the answer as a document: it
 * was made of strangers' bytes, and must not act for the site.
 */
void answer_headers_confine(request_st *r);

#endif
