/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_warnings: what the log warns of when the pool starts.
 */
#ifndef FCGI_WORKER_MASTER_START_WARNINGS_H
#define FCGI_WORKER_MASTER_START_WARNINGS_H

#include "base/options.h"

/*
 * Logs a warning of each option that does not fit this machine, with that
 * number of processors and the memory that it has, and one of protections that
 * its kernel lacks.
 */
void start_warnings_log(const struct options *o, int processors);

#endif
