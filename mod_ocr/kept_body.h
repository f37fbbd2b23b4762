/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * kept_body: a copy of a request's body, for a second worker.
 */
#ifndef MOD_OCR_KEPT_BODY_H
#define MOD_OCR_KEPT_BODY_H

#include "request_ctx.h"

/* Copies the body for a second worker.  Does nothing if there is a copy
 * already, or if the request is with its second worker. */
void kept_body_keep(request_st *r, struct request_ctx *ctx);

/*
 * Gives the request its whole body back, after mod_fastcgi has taken some of
 * it.  Without a copy nothing happens.
 */
void kept_body_restore(request_st *r, struct request_ctx *ctx);

#endif
