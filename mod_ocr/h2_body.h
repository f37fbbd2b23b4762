/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * h2_body: keeps what has arrived of a body over HTTP/2, until the body is
 * whole.
 */
#ifndef MOD_OCR_H2_BODY_H
#define MOD_OCR_H2_BODY_H

#include "request_ctx.h"

/*
 * Gives the request all that has arrived of its body, in a file if that is too
 * large for memory.  Returns false if the file could not be written: then the
 * body is lost, and the rest of it must be discarded.
 */
bool h2_body_take(request_st *r, struct request_ctx *ctx);

/*
 * Takes what has arrived of the body out of the request until the next
 * h2_body_take(): lighttpd would write it to a file as soon as it is more than
 * may stay in memory.  Does nothing if the body is whole, or not over HTTP/2.
 */
void h2_body_keep(request_st *r, struct request_ctx *ctx);

/*
 * Throws away what has arrived of the body.  What arrives later stays in memory
 * until the next call.
 */
void h2_body_discard(request_st *r, struct request_ctx *ctx);

#endif
