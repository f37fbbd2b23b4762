/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Order statistics, a measured program's environment, and lines with goals.
 */
#include "tests/lib/measure.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
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

static void
print_with_goal(const char *name, double value, int decimals, const char *unit,
    const char *relation, double goal, bool is_reached)
{
	printf("%s %.*f %s goal %s %.4g %s\n", name, decimals, value, unit,
	    relation, goal, is_reached ? "reached" : "missed");
	fflush(stdout);
}

void
measure_at_most(
    const char *name, double value, int decimals, const char *unit, double goal)
{
	print_with_goal(name, value, decimals, unit, "<=", goal, value <= goal);
}

void
measure_at_least(
    const char *name, double value, int decimals, const char *unit, double goal)
{
	print_with_goal(name, value, decimals, unit, ">=", goal, value >= goal);
}

void
measure_pin(unsigned processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(processor % (unsigned)sysconf(_SC_NPROCESSORS_ONLN), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void
measure_unpin(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (size_t i = 0; i < CPU_SETSIZE; i++)
		CPU_SET(i, &set);
	sched_setaffinity(0, sizeof(set), &set);
}
