/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * single_flight: requests with the same bytes and options that are in the gate
 * at the same time.  The first one leads: it waits and runs as any does, and
 * the others get its answer.  If its client leaves while a worker reads the
 * page, the next request takes the worker over.  If it gets no answer, the next
 * request leads.
 */
#ifndef MOD_OCR_SINGLE_FLIGHT_H
#define MOD_OCR_SINGLE_FLIGHT_H

#include "mod_ocr.h"
#include "request_ctx.h"

/* To be called when the body is whole and has its key.  Returns whether another
 * request leads; then this one has been set aside. */
bool single_flight_join(plugin_data *p, struct request_ctx *ctx);

/*
 * To be called when the request is handed to a worker.  Notes its id, which the
 * worker is told.
 */
void single_flight_start(struct request_ctx *ctx);

/*
 * Returns the id under which the worker knows the request: the id of the
 * request that led the flight when the worker got it.
 */
const char *single_flight_told_id(const struct request_ctx *ctx);

/* To be called when the worker sends the answer page by page, so that nobody
 * else can have it. */
void single_flight_stream(plugin_data *p, struct request_ctx *ctx);

/*
 * Whether r took the worker over from another request and cannot use the
 * answer.  That is so if the answer is a refusal, which has the other request's
 * id or deadline in it.  It is also so if the other request's deadline made the
 * answer hurried, and r has as much time left as the worker has spent.
 */
bool single_flight_needs_own_answer(
    const request_st *r, const struct request_ctx *ctx);

/* To be called when a worker has answered the request, and all of the answer is
 * here.  If it is a 200, the others of its flight get it, but for those that
 * have time for a better one. */
void single_flight_answer(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Answers a request that waited in a flight, with the answer of the one that
 * led.
 */
handler_t single_flight_reply(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/* To be called when the client has left, and mod_fastcgi does not know yet.  If
 * others wait for the answer that is being worked on, the next one takes the
 * worker over. */
void single_flight_hand_over(plugin_data *p, struct request_ctx *ctx);

/* To be called when the request ends, whether in a flight or not.  If it led,
 * the next one does. */
void single_flight_leave(plugin_data *p, struct request_ctx *ctx);

/* Frees what the request has of its flight. */
void single_flight_free(plugin_data *p, struct request_ctx *ctx);

#endif
