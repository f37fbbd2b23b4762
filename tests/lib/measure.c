/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Order statistics, and a measured program's environment.
 */
#include "tests/lib/measure.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
measure_one_thread(char **argv)
{
	const char *limit = getenv("OMP_THREAD_LIMIT");

	if (limit && strcmp(limit, "1") == 0)
		return;
	setenv("OMP_THREAD_LIMIT", "1", 1);
	execv("/proc/self/exe", argv);
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
measure_median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}
