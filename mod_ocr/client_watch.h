/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_watch: clients that leave while their requests wait.  If a client
 * leaves while a worker reads its page, lighttpd closes the connection to the
 * worker, and the worker's watchdog.c sees that.
 */
#ifndef MOD_OCR_CLIENT_WATCH_H
#define MOD_OCR_CLIENT_WATCH_H

#include "request_ctx.h"

/* Makes lighttpd watch the connection of a request whose body is here. */
void client_watch_begin(request_st *r);

/*
 * Whether the client has left.  ocr.half-close says whether a client that has
 * closed its half of the connection counts as one that has left.
 */
bool client_watch_left(const request_st *r, const struct request_ctx *ctx);

#endif
