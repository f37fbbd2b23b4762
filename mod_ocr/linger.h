/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A refusal over HTTP/1.1 that comes before the end of the upload.  lighttpd
 * sends it at once, and closes the connection five seconds later; a client that
 * still sends then, and looks for the answer only afterwards, finds the
 * connection reset and the answer gone.  So it is left open for ten.
 */
#ifndef MOD_OCR_LINGER_H
#define MOD_OCR_LINGER_H

#include "request_ctx.h"

/* The connection of this request is about to be closed. */
void linger_begin(
    connection *con, const plugin_data *p, const struct request_ctx *ctx);

/* Gives those that are closing their time.  To be called each second. */
void linger_step(server *srv, const plugin_data *p);

#endif
