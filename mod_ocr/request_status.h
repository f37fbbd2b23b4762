/* SPDX-License-Identifier: BSD-3-Clause */
/* Where one request stands, for its client. */
#ifndef MOD_OCR_REQUEST_STATUS_H
#define MOD_OCR_REQUEST_STATUS_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Returns where the request stands, as the JSON that GET /requests/ID answers
 * with: its state, its place in the queue, its page, and how long it will take.
 * The caller frees it; NULL without memory.  Of other requests it only tells
 * how many are before this one.
 */
char *request_status_json(
    plugin_data *p, struct request_ctx *ctx, uint64_t now_ms);

#endif
