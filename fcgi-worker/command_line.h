/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * command_line: the options of fcgi-worker, read and checked.
 */
#ifndef FCGI_WORKER_COMMAND_LINE_H
#define FCGI_WORKER_COMMAND_LINE_H

#include "base/options.h"

/* What the options ask for.  Of several that are asked for, the last one in
 * this order is done. */
enum command {
	COMMAND_RUN,
	COMMAND_CHECK,
	COMMAND_STATUS,
	COMMAND_HELP,
	COMMAND_VERSION,
	COMMAND_WRONG
};

/*
 * Reads the command line into o, whose strings point into argv.  Returns what
 * is to be done; for COMMAND_WRONG, error, of size bytes, says which value is
 * wrong and what is accepted.
 */
enum command command_line_parse(
    struct options *o, int argc, char *argv[], char *error, size_t size);

#endif
