/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests that mod_fastcgi takes to a worker, and the answers that it brings
 * back.
 */
#ifndef MOD_OCR_BACKEND_H
#define MOD_OCR_BACKEND_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* Hands the request to mod_fastcgi, which finds a worker for it, and prepares
 * what the gate does with the answer.  Returns false, after a line in the log,
 * if no fastcgi.server is configured for the request: waiting would not change
 * that. */
bool backend_start(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Lets mod_fastcgi go on with the request.  If its worker has failed, the
 * request waits for another one or is answered with a problem.  Returns what
 * lighttpd is to be told: HANDLER_WAIT_FOR_EVENT or HANDLER_COMEBACK while the
 * worker is at work or the request waits again; anything else means that the
 * request has ended.
 */
handler_t backend_step(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Prepares the request for the answer of its worker.  lighttpd reads the answer
 * as fast as the worker writes it, however slowly the client reads, and keeps
 * what is too large for memory in a file of the spool.
 */
void backend_expect_answer(
    request_st *r, const plugin_data *p, struct request_ctx *ctx);

/*
 * Takes the request back, if mod_fastcgi has it, and answers with the problem
 * that request_end_dismiss() chose.  Returns HANDLER_FINISHED if it chose none,
 * HANDLER_ERROR if another answer has begun, or else the result of
 * reply_problem().
 */
handler_t backend_leave(request_st *r, plugin_data *p, struct request_ctx *ctx);

#endif
