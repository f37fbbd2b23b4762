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
 * Reads what has come of a request's body.  Returns what lighttpd's function
 * for that returns.  If may_hold, a body of up to 256 KB stays in memory until
 * one of the functions below is called, even if lighttpd would write it to a
 * file.  All bodies that come in pieces share 8 MB of memory; further ones are
 * written to their files as they come.  A body takes at most about twice its
 * size in memory, however small its pieces are.
 */
handler_t body_reader_read(
    request_st *r, plugin_data *p, struct request_ctx *ctx, bool may_hold);

/* Writes a body that is too large to wait in memory to its file.  Returns false
 * if that could not be done: the body is lost. */
bool body_reader_spool(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Copies a body that waits in memory into one buffer of its size, if the
 * buffers that lighttpd read it into have more than 2 KB to spare.
 */
void body_reader_pack(request_st *r);

/* Frees a body that nobody needs any more. */
void body_reader_drop(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Gives back the share of memory that was counted for the body of ctx.  The
 * caller frees the body.
 */
void body_reader_forget(plugin_data *p, struct request_ctx *ctx);

#endif
