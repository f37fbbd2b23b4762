/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Heads of requests that come too slowly.
 */
#ifndef MOD_OCR_HEAD_WATCH_H
#define MOD_OCR_HEAD_WATCH_H

#include "mod_ocr.h"

/*
 * Closes a connection of HTTP/1.1 if the head of a request is not whole within
 * server.max-read-idle seconds of its first byte.  For the first head, the time
 * counts from the start of the connection.  To be called each second.
 */
void head_watch_step(server *srv);

#endif
