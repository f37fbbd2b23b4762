/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * h2_body: the part of a body over HTTP/2 that has come, until the body is
 * whole.
 */
#ifndef MOD_OCR_H2_BODY_H
#define MOD_OCR_H2_BODY_H

#include "request_ctx.h"

/*
 * Gives the request the part of its body that has come until now, in a file if
 * that is too large for memory.  Returns false if the file could not be
 * written: then the body is lost, and the rest of it must be discarded.
 */
bool h2_body_take(request_st *r, struct request_ctx *ctx);

/*
 * Takes that part away again, unless the body is whole.  Otherwise lighttpd
 * would write what comes until the next step to a file.
 */
void h2_body_keep(request_st *r, struct request_ctx *ctx);

/*
 * Throws away what has come.  Bytes that come later stay in memory until the
 * next call.
 */
void h2_body_discard(request_st *r, struct request_ctx *ctx);

#endif
