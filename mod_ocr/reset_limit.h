/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Closes HTTP/2 connections whose client resets stream after stream: each costs
 * the client two frames, and the server a request.
 */
#ifndef MOD_OCR_RESET_LIMIT_H
#define MOD_OCR_RESET_LIMIT_H

#include "mod_ocr.h"

/*
 * To be called for each request that lighttpd resets.  Counts it if it was a
 * stream of HTTP/2 that broke off, and closes the connection when there are too
 * many of these in a short time.
 */
void reset_limit_count(request_st *r, plugin_data *p);

/* Forgets the count of a connection that is being closed. */
void reset_limit_forget(connection *con, const plugin_data *p);

#endif
