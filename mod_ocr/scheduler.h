/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timer, and the turns of the requests that lighttpd holds.
 */
#ifndef MOD_OCR_SCHEDULER_H
#define MOD_OCR_SCHEDULER_H

#include "mod_ocr.h"
#include "problem.h"
#include "request_ctx.h"

/* Makes the timer.  Returns false, after a line in the log, if that fails. */
bool scheduler_open(server *srv, plugin_data *p);
void scheduler_close(plugin_data *p);

/* Lets the timer run while there is anything to watch. */
void scheduler_start_clock(plugin_data *p);

/* Gives free slots from the timer, which fires at once. */
void scheduler_grant_soon(plugin_data *p);

/*
 * Gives free slots to the requests whose turn it is.  The request current is
 * being handled right now, so lighttpd need not be made to come back to it.
 */
void scheduler_grant(plugin_data *p, const request_st *current);

/* Ends a request that is being handled; a slot that it held goes to the next
 * one. */
void scheduler_finish(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome);

/* Ends a request that is not being handled right now; its client is told when
 * lighttpd comes to it. */
void scheduler_dismiss(plugin_data *p, struct gate_job *job,
    enum gate_outcome outcome, const struct problem *problem);

/* Ends a request that lighttpd resets or handles once more, unless it has
 * ended.  Other requests may wait on streams of the same connection, which may
 * be about to close; so the slot is given not here but from the timer, which
 * fires at once. */
void scheduler_release(
    plugin_data *p, struct request_ctx *ctx, enum gate_outcome outcome);

/* Takes a connection that is being closed off lighttpd's list of those to come
 * back to: lighttpd may free it before it works off that list. */
void scheduler_forget(connection *con);

#endif
