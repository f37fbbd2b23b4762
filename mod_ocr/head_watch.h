/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Heads of requests that come too slowly.
 */
#ifndef MOD_OCR_HEAD_WATCH_H
#define MOD_OCR_HEAD_WATCH_H

#include "mod_ocr.h"

/*
 * Closes connections of HTTP/1.1 whose request's head is not whole within
 * server.max-read-idle seconds of its first byte, or for the first head, within
 * that time of the connection's start.  To be called each second.
 */
void head_watch_step(server *srv);

#endif
