/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * signals: those that the master takes.
 */
#ifndef FCGI_WORKER_MASTER_SIGNALS_H
#define FCGI_WORKER_MASTER_SIGNALS_H

/*
 * Keep TERM, INT, QUIT, CHLD, HUP, USR1 and USR2 until signals_wait takes
 * them, so that none is lost and no handler is needed.
 */
void signals_block(void);

/* Wait for one at most ms.  Returns it, or 0. */
int signals_wait(long long ms);

#endif
