/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_check: whether the program could serve.
 */
#ifndef FCGI_WORKER_START_CHECK_H
#define FCGI_WORKER_START_CHECK_H

#include "start.h"

/*
 * Checks all that could keep the program from serving with these options:
 * languages, socket, memory, files.  Nothing is left open but the log.  Returns
 * EX_OK, or the exit status after the reason was printed.
 */
int start_check(struct start *s);

#endif
