/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_watch: clients that leave while their requests wait.  When the page is
 * being read, lighttpd closes the connection to the worker, whose watchdog.c
 * sees that.
 */
#ifndef MOD_OCR_CLIENT_WATCH_H
#define MOD_OCR_CLIENT_WATCH_H

#include "request_ctx.h"

/* Makes lighttpd watch the connection of a request whose body is here. */
void client_watch_begin(request_st *r);

/* Whether the client has left, as ocr.half-close takes a half-close. */
bool client_watch_left(const request_st *r, const struct request_ctx *ctx);

#endif
