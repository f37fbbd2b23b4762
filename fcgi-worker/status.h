/* SPDX-License-Identifier: BSD-3-Clause */
/* status: prints the scoreboard for people and scripts. */
#ifndef FCGI_WORKER_STATUS_H
#define FCGI_WORKER_STATUS_H

#include "base/options.h"

/* Prints the scoreboard of o to stdout.  Returns the exit status. */
int status_print(const struct options *o);

#endif
