/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests that mod_fastcgi has, on their way to a worker and back.
 */
#ifndef MOD_OCR_BACKEND_H
#define MOD_OCR_BACKEND_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* Lets mod_fastcgi claim the request, as it would have without us.  False when
 * no fastcgi.server takes it, which waiting would not change. */
bool backend_start(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Takes it a step further; a worker that failed is told from here, and the
 * request then waits for another one or is answered. */
handler_t backend_step(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Gives the answer that scheduler_dismiss() decided on, and takes the request
 * back from mod_fastcgi if that has it. */
handler_t backend_leave(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Gives the request its body back, of which mod_fastcgi took a part. */
void backend_restore_body(request_st *r, struct request_ctx *ctx);

#endif
