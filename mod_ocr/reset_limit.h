/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Closes HTTP/2 connections whose client resets stream after stream: each costs
 * the client two frames, and the server a request.
 */
#ifndef MOD_OCR_RESET_LIMIT_H
#define MOD_OCR_RESET_LIMIT_H

#include "mod_ocr.h"

/*
 * Counts the end of the request, which lighttpd is resetting.  When many more
 * streams of its connection broke off than were answered, closes the
 * connection.
 */
void reset_limit_count(request_st *r, plugin_data *p);

/* Forgets the count of a connection that is being closed. */
void reset_limit_forget(connection *con, const plugin_data *p);

#endif
