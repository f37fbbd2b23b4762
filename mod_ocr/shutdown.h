/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How lighttpd ends, and begins anew, with requests in the gate.
 *
 * SIGUSR1 (reload) and SIGINT let all of them finish, for as long as
 * ocr.shutdown-timeout.  At SIGUSR1 the next lighttpd takes the sockets over at
 * once and this one goes on beside it.  SIGTERM (stop, restart) would drop
 * every connection: while there are requests in the gate it becomes a graceful
 * stop of two seconds.  In that time what waits is refused and what runs may
 * finish.  It is short, so that the other sites are not closed for long.
 */
#ifndef MOD_OCR_SHUTDOWN_H
#define MOD_OCR_SHUTDOWN_H

#include "mod_ocr.h"

/*
 * Sets lighttpd's own options for a graceful stop by ocr.shutdown-timeout.  To
 * be called from the hook that runs before sockets and the pid file are opened.
 */
void shutdown_configure(server *srv, plugin_data *p);

/* Takes SIGTERM and SIGINT over from lighttpd; shutdown_close() gives them
 * back. */
void shutdown_open(plugin_data *p);
void shutdown_close(void);

/*
 * To be called before lighttpd forks at a reload, and at SIGHUP.  The parent
 * becomes the next lighttpd, and the child goes on with the connections.
 *
 * Until the timer fires in the child, SIGINT waits.  The next lighttpd sends it
 * once it is ready.  On a busy machine that may be before the child has left
 * lighttpd's code of the reload, where it would count as a second SIGINT, at
 * which lighttpd drops every connection.
 *
 * SIGUSR1 and SIGHUP are ignored until the next lighttpd handles them: they
 * would end it.
 */
void shutdown_expect_fork(const plugin_data *p);

/* Whether SIGTERM came: the timer then brings lighttpd to its end. */
bool shutdown_is_terminating(void);

/* Whether requests that wait, and new ones, are refused now. */
bool shutdown_refuses(const plugin_data *p);

/*
 * To be called by the timer.  During a stop of lighttpd, refuses the requests
 * that will not be answered before it ends: those that wait at first, those
 * that run later.  Hands lighttpd the SIGINT that waits.
 */
void shutdown_step(plugin_data *p, uint64_t now_ms);

#endif
