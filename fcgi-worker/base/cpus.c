/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cpus: counts the processors that this process may use, keeps libraries to one
 * thread a process, and moves a thread off a processor.  It knows nothing of
 * the pool.
 */
#include "base/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cgroup.h"

int
cpus_from_quota(long long quota, long long period)
{
	if (quota <= 0 || period <= 0)
		return 0;
	if (quota / period >= INT_MAX)
		return INT_MAX;
	return (int)(quota / period + (quota % period != 0));
}

int
cpus_from_max(const char *text)
{
	long long quota, period;

	if (sscanf(text, "%lld %lld", &quota, &period) != 2)
		return 0;
	return cpus_from_quota(quota, period);
}

/*
 * Lowers a limit to that of the group dir, if the group has a lower one.  arg
 * points to the limit: an int, in processors, 0 for no limit.  Returns true, so
 * that the groups above are visited, too.
 */
static bool
lower_limit(const char *dir, int version, void *arg)
{
	char text[64], period[64];
	int *limit = arg, n = 0;

	if (version == 2) {
		if (cgroup_read(dir, "cpu.max", text, sizeof(text)) == 0)
			n = cpus_from_max(text);
	} else if (cgroup_read(dir, "cpu.cfs_quota_us", text, sizeof(text)) ==
		       0 &&
		   cgroup_read(
		       dir, "cpu.cfs_period_us", period, sizeof(period)) == 0) {
		n = cpus_from_quota(atoll(text), atoll(period));
	}
	if (n > 0 && (*limit == 0 || n < *limit))
		*limit = n;
	return true;
}

int
cpus_count(void)
{
	cpu_set_t set;
	int count = 1, limit = 0;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
	cgroup_walk("cpu", lower_limit, &limit);
	if (limit > 0 && limit < count)
		count = limit;
	return count > 0 ? count : 1;
}

/* Empty until cpus_note. */
static cpu_set_t usable;

void
cpus_note(void)
{
	if (sched_getaffinity(0, sizeof(usable), &usable) == -1)
		CPU_ZERO(&usable);
}

void
cpus_leave(int cpu)
{
	cpu_set_t others = usable;

	if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getcpu() != cpu)
		return;
	CPU_CLR((size_t)cpu, &others);
	/* The kernel moves the thread before this returns. */
	if (CPU_COUNT(&others) > 0 &&
	    sched_setaffinity(0, sizeof(others), &others) == 0)
		sched_setaffinity(0, sizeof(usable), &usable);
}

int
cpus_one_thread(char *const argv[])
{
	const char *limit = getenv("OMP_THREAD_LIMIT");
	char path[PATH_MAX];
	ssize_t length;

	/*
	 * This variable would make OpenJPEG start threads, which workers may
	 * not do.
	 */
	unsetenv("OPJ_NUM_THREADS");
	if (limit != NULL && strcmp(limit, "1") == 0)
		return 0;
	/*
	 * Tesseract's loops have num_threads clauses, which overrule
	 * omp_set_num_threads(), but not the thread limit.
	 */
	if (setenv("OMP_THREAD_LIMIT", "1", 1) == -1)
		return -1;
	/* By "/proc/self/exe" itself, ps would show the name "exe". */
	length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (length > 0) {
		path[length] = '\0';
		execv(path, argv);
	}
	return execvp(argv[0], argv);
}
