/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The answers that the gate gives by itself.
 */
#ifndef MOD_OCR_REPLY_H
#define MOD_OCR_REPLY_H

#include "mod_ocr.h"
#include "fcgi-worker/common/routes.h"
#include "problem.h"
#include "request_ctx.h"

extern const struct problem reply_no_worker, reply_shutting_down,
    reply_expired_queued, reply_slow_body, reply_expired_running,
    reply_worker_failed, reply_no_backend, reply_answer_too_large,
    reply_no_room;
extern const struct problem reply_refusals[GATE_VERDICTS];

/* Answers a request that the gate has, with this status, type and body.  Frees
 * body; NULL, for lack of memory, makes the status 503.  Returns
 * HANDLER_FINISHED, or HANDLER_WAIT_FOR_EVENT if the rest of the upload has to
 * be read first, see upload_drain_begin(). */
handler_t reply_send(
    request_st *r, plugin_data *p, int status, const char *type, char *body);

/* Answers 204, without a body. */
handler_t reply_no_content(request_st *r, plugin_data *p);

/* Adds the header Allow, which names the methods that the path takes. */
void reply_set_allow(request_st *r, const struct route *route);

/*
 * Answers a request that the gate has with the problem, as a page for a browser
 * and as JSON for others, and writes it to the log.  With a status of 503 or
 * 429, tells when to try again in Retry-After.  Returns what reply_send() does.
 */
handler_t reply_problem(
    request_st *r, plugin_data *p, const struct problem *problem);

/* Answers a request with the problem instead of handing it over, and counts it
 * as refused. */
handler_t reply_refuse(
    request_st *r, plugin_data *p, const struct problem *problem);

/* Refusals, one function each. */
handler_t reply_too_large(request_st *r, plugin_data *p);

/*
 * Answers 415: the body is of no type that a worker reads.  Tells which types
 * there are.
 */
handler_t reply_unsupported_type(request_st *r, plugin_data *p);

/*
 * Answers 503: bodies cannot be kept, since there are no descriptors or there
 * is no spool.
 */
handler_t reply_out_of_order(request_st *r, plugin_data *p);

handler_t reply_bad_timeout(request_st *r, plugin_data *p);
handler_t reply_not_found(request_st *r, plugin_data *p);
handler_t reply_not_local(request_st *r, plugin_data *p);
handler_t reply_method_not_allowed(
    request_st *r, plugin_data *p, const struct route *route);

/*
 * Puts a problem in the place of the page with which lighttpd itself answers a
 * fault, such as a malformed request or a broken upload.
 */
void reply_for_lighttpd(request_st *r, plugin_data *p);

#endif
