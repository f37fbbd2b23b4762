/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_answer: requests that are answered from the store, and answers of
 * workers that go there.
 */
#ifndef MOD_OCR_STORE_ANSWER_H
#define MOD_OCR_STORE_ANSWER_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * To be called when the body is whole.  Looks whether there is a result
 * already, and answers with it.  Returns HANDLER_FINISHED if the request is
 * answered, HANDLER_WAIT_FOR_EVENT while the result is being read, and
 * HANDLER_GO_ON if a worker has to answer.
 */
handler_t store_answer_find(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Answers GET, HEAD and DELETE of a path below /ocr/sha-256/: a stored result,
 * named by the digest of the file that was uploaded for it.  Returns
 * HANDLER_FINISHED when the answer is there; or HANDLER_GO_ON if the result is
 * large and takes more steps to read, which store_answer_step() does.
 */
handler_t store_answer_by_digest(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Goes on with a result that is being read, if there is one.  Returns what
 * store_answer_find() does.
 */
handler_t store_answer_step(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * To be called when the request goes to a worker.  Notes whether the answer may
 * go to the store.
 */
void store_answer_expect(plugin_data *p, struct request_ctx *ctx);

/* To be called when a worker has answered; told_id is the id that the worker
 * was told.  Lets the store write the answer if it is a 200 that may be kept.
 */
void store_answer_keep(const request_st *r, plugin_data *p,
    struct request_ctx *ctx, const char *told_id);

/*
 * Adds Cache-Status (RFC 9211) to an answer that a worker made, for this
 * request or for another one.  Tells what the store had for the request,
 * whether the request shares the answer of another one that was running
 * ("collapsed"), and whether the store keeps the answer.  Adds nothing to other
 * answers, nor if the request has nothing to do with the store.
 */
void store_answer_add_headers(request_st *r, const struct request_ctx *ctx);

/* Gives up the result that is being read, if there is one. */
void store_answer_free(struct request_ctx *ctx);

#endif
