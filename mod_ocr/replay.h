/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests that are given to a second worker.
 */
#ifndef MOD_OCR_REPLAY_H
#define MOD_OCR_REPLAY_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * To be called when a worker's connection ended without an answer.  A request
 * that no worker has seen waits again until one can be reached.  One that a
 * worker has seen may have killed it: it is given to another worker once, and
 * never a third time; then it is answered with a problem.  Returns
 * HANDLER_WAIT_FOR_EVENT if the request waits, HANDLER_ERROR if a part of the
 * answer was sent already, so that only the connection can be closed, or the
 * result of reply_problem().
 */
handler_t replay_or_give_up(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

#endif
