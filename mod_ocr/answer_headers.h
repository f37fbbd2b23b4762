/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers that every answer has.
 */
#ifndef MOD_OCR_ANSWER_HEADERS_H
#define MOD_OCR_ANSWER_HEADERS_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* Adds the request's id, its place in the queue and its times. */
void answer_headers_add(request_st *r, const struct request_ctx *ctx);

#endif
