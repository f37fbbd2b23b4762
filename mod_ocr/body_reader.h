/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body_reader: reads a request's body as lighttpd does, and digests it on its
 * way from the connection, before it goes to a file.
 */
#ifndef MOD_OCR_BODY_READER_H
#define MOD_OCR_BODY_READER_H

#include "mod_ocr.h"
#include "upload_digest.h"

/*
 * Reads what has come of a body, and returns what lighttpd's function does.  d
 * is NULL or the body's digest.  With holds, a body that comes whole at once
 * stays in memory, also if it is one for a file, until body_reader_spool().
 * However small the pieces are, a body in memory takes about twice its size.
 */
handler_t body_reader_read(request_st *r, struct upload_digest *d, bool holds);

/* Writes a body that is too large to wait in memory to its file.  Returns false
 * if that could not be done: the body is lost. */
bool body_reader_spool(request_st *r);

#endif
