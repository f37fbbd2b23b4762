/* SPDX-License-Identifier: BSD-3-Clause */
/* signals: the signals that the master waits for. */
#ifndef FCGI_WORKER_MASTER_SIGNALS_H
#define FCGI_WORKER_MASTER_SIGNALS_H

/*
 * Keeps TERM, INT, QUIT, CHLD, HUP, USR1 and USR2 until signals_wait takes
 * them, so that none is lost and no handler is needed.
 */
void signals_block(void);

/* Waits for a signal, but at most ms.  Returns the signal, or 0 if none
 * came. */
int signals_wait(long long ms);

#endif
