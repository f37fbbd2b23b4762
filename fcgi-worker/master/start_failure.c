/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * start_failure: why the program cannot start, and the status it ends with.
 */
#include "master/start_failure.h"

#include <stdarg.h>
#include <stdio.h>

int
start_failure_set(
    const struct start_failure *f, int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(f->text, f->size, format, ap);
	va_end(ap);
	*f->status = status;
	return -1;
}
