/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * h2_body: what has come of a body over HTTP/2, until all of it is here.
 */
#ifndef MOD_OCR_H2_BODY_H
#define MOD_OCR_H2_BODY_H

#include "request_ctx.h"

/*
 * Gives the request what has come of its body until now, in a file if it is too
 * large for memory.  Returns false if that could not be written: the body is
 * lost, and what still comes of it has to be discarded.
 */
bool h2_body_take(request_st *r, struct request_ctx *ctx);

/* Takes it away again, unless all of it is here: what comes until the next step
 * is not written to a file by lighttpd. */
void h2_body_keep(request_st *r, struct request_ctx *ctx);

/* Throws away what has come.  What comes until the next call stays in memory.
 */
void h2_body_discard(request_st *r, struct request_ctx *ctx);

#endif
