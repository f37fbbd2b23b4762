/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timer: what is done every 50 ms, and slots that are given to those whose turn
 * it is.
 */
#ifndef MOD_OCR_TIMER_H
#define MOD_OCR_TIMER_H

#include "mod_ocr.h"

/* Makes the timer.  Returns false, after a line in the log, if that fails. */
bool timer_open(server *srv, plugin_data *p);
void timer_close(plugin_data *p);

/* Lets the timer run if there is anything to watch.  It stops by itself when
 * there is nothing more. */
void timer_start(plugin_data *p);

/*
 * If requests wait for a slot, ends those that are late, whatever they wait
 * for, and gives free slots to those whose turn it is.  current is the request
 * that is being handled right now, to which lighttpd need not come back, or
 * NULL.
 */
void timer_grant(plugin_data *p, const request_st *current);

/* Makes the timer call timer_grant(), as soon as lighttpd has handled the
 * connections that are ready now. */
void timer_grant_soon(plugin_data *p);

#endif
