/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attempts to connect to the pool that take too long.
 */
#ifndef MOD_OCR_CONNECT_WATCH_H
#define MOD_OCR_CONNECT_WATCH_H

#include "mod_ocr.h"

/*
 * Takes requests back from mod_fastcgi if the connection to their worker has
 * not been made within connect-timeout.  To be called each second before
 * mod_fastcgi's own trigger.
 */
void connect_watch_step(plugin_data *p);

#endif
