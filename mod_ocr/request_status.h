/* SPDX-License-Identifier: BSD-3-Clause */
/* Where one request stands, for its client. */
#ifndef MOD_OCR_REQUEST_STATUS_H
#define MOD_OCR_REQUEST_STATUS_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Returns it as JSON, to be freed, or NULL without memory.  There is nothing in
 * it of other requests but how many are before this one.
 */
char *request_status_json(
    plugin_data *p, struct request_ctx *ctx, uint64_t now_ms);

#endif
