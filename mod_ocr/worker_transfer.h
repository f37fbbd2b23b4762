/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_transfer: hands the worker of one request over to another request.
 */
#ifndef MOD_OCR_WORKER_TRANSFER_H
#define MOD_OCR_WORKER_TRANSFER_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Gives the worker of leaver to heir, which differs only in its client.
 * Returns false if that cannot be done, since the worker has not read all of
 * the request or has begun to answer.
 */
bool worker_transfer(
    const plugin_data *p, struct request_ctx *leaver, struct request_ctx *heir);

#endif
