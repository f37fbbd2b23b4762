/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body_reader: reads a request's body as lighttpd does, and digests it on its
 * way from the connection, before it goes to a file.
 */
#ifndef MOD_OCR_BODY_READER_H
#define MOD_OCR_BODY_READER_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Reads what has come of a request's body, and returns what lighttpd's function
 * does.  With may_hold a body of up to 256 KB stays in memory until one of the
 * functions below is called, even if it is large enough for a file.  Bodies
 * that come in pieces may have 8 MB together; further ones are written to their
 * files as they come.  However small the pieces are, a body takes about twice
 * its size.
 */
handler_t body_reader_read(
    request_st *r, plugin_data *p, struct request_ctx *ctx, bool may_hold);

/* Writes a body that is too large to wait in memory to its file.  Returns false
 * if that could not be done: the body is lost. */
bool body_reader_spool(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Copies a body that waits in memory into one buffer of its size, if those that
 * lighttpd read it into are larger by more than 2 KB. */
void body_reader_pack(request_st *r);

/* Frees a body that nobody needs any more. */
void body_reader_drop(request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Says that the body of ctx, which the caller frees, takes no memory any more.
 */
void body_reader_forget(plugin_data *p, struct request_ctx *ctx);

#endif
