/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_end: the end of a request, whoever brings it about.
 */
#ifndef MOD_OCR_REQUEST_END_H
#define MOD_OCR_REQUEST_END_H

#include "mod_ocr.h"
#include "problem.h"
#include "request_ctx.h"

/* Ends a request that is being handled; a slot that it held goes to the next
 * one. */
void request_end_finish(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome);

/* Ends a request that is not being handled right now: its client is told the
 * problem when lighttpd comes to it. */
void request_end_dismiss(plugin_data *p, struct gate_job *job,
    enum gate_outcome outcome, const struct problem *problem);

/*
 * Ends a request that lighttpd resets or handles once more, unless it has
 * ended.  Its slot is given to another request by the timer, which fires at
 * once.  It is not given here, since the other request may be on a stream of
 * the same connection, which may be about to close.
 */
void request_end_release(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome);

/*
 * Removes a connection that is being closed from the list of connections that
 * lighttpd will come back to.  lighttpd may free the connection before it goes
 * through that list.
 */
void request_end_forget_connection(connection *con);

#endif
