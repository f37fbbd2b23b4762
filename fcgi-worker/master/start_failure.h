/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_failure: why the program cannot start.
 */
#ifndef FCGI_WORKER_MASTER_START_FAILURE_H
#define FCGI_WORKER_MASTER_START_FAILURE_H

#include <stddef.h>

/* Where the message goes, and the status to exit with; all are borrowed. */
struct start_failure {
	char *text;
	size_t size;
	int *status;
};

/* Sets the exit status, and the message as printf would print it.  Returns -1.
 */
int start_failure_set(const struct start_failure *f, int status,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
