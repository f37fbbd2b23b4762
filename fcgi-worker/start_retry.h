/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_retry: starts the program once more after a reload that failed.
 */
#ifndef FCGI_WORKER_START_RETRY_H
#define FCGI_WORKER_START_RETRY_H

#include "start.h"

/*
 * Called when this program cannot go on with what the last one handed over.
 * Instead of ending, and with it the workers that serve, it waits a second and
 * then executes its file once more: the file may have been mended.
 * Returns the exit status after a signal that ends the pool, or when the
 * program cannot be started.
 *
 * Workers that die meanwhile are not waited for: no other process may get their
 * process ids until a program that works has read these.
 */
int start_retry(struct start *s);

#endif
