/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HTTP/2 connections whose client resets stream after stream: each costs it two
 * frames, and us a request.
 */
#ifndef MOD_OCR_RESET_LIMIT_H
#define MOD_OCR_RESET_LIMIT_H

#include "mod_ocr.h"

/* Counts the end of R, which lighttpd resets.  When many more streams of its
 * connection broke off than were answered, the connection is closed. */
void reset_limit_count(request_st *r, plugin_data *p);

/* The connection is closed: its count is of no more use. */
void reset_limit_forget(connection *con, const plugin_data *p);

#endif
