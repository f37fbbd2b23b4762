/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A refusal over HTTP/1.1 that comes before the end of the upload. lighttpd
 * sends it at once, and closes the connection five seconds later; a client that
 * still sends then, and looks for the answer only afterwards, finds the
 * connection reset and the answer gone.  So the connection is left open for ten
 * seconds, unless more comes than a body may have.  A client has at most as
 * many such connections as places in the queue; one more is closed within two
 * seconds.
 */
#ifndef MOD_OCR_LINGER_H
#define MOD_OCR_LINGER_H

#include "request_ctx.h"

/* To be called when the connection of this request is about to be shut.  If the
 * request was refused while its client still sends, the connection will be left
 * open for some time. */
void linger_begin(
    connection *con, plugin_data *p, const struct request_ctx *ctx);

/*
 * Keeps shut connections open, and has lighttpd close those whose time or bytes
 * are used up.  To be called each second, before lighttpd looks at connections.
 */
void linger_step(plugin_data *p);

/* To be called when a connection is closed.  Does nothing unless it was left
 * open. */
void linger_end(const connection *con, plugin_data *p);

/* To be called when no connection is used any more. */
void linger_end_all(plugin_data *p);

#endif
