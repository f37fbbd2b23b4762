/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cpus: how many processors this process may use, and the settings that keep a
 * worker to one of them.  It knows nothing of the pool.
 */
#include "base/cpus.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Read the first line of path.  Returns 0, or -1. */
static int
read_line(const char *path, char *line, size_t size)
{
	FILE *f;
	int rc = -1;

	f = fopen(path, "re");
	if (f == NULL)
		return -1;
	if (fgets(line, (int)size, f) != NULL)
		rc = 0;
	fclose(f);
	return rc;
}

/*
 * Returns the limit that the files of one cgroup directory set, or 0 for none.
 */
static int
directory_limit(const char *mount, const char *group, int version)
{
	char path[PATH_MAX], line[64];
	long long quota;

	if (version == 2) {
		snprintf(path, sizeof(path), "%s%s/cpu.max", mount, group);
		return read_line(path, line, sizeof(line)) == -1
			   ? 0
			   : cpus_from_max(line);
	}
	snprintf(path, sizeof(path), "%s%s/cpu.cfs_quota_us", mount, group);
	if (read_line(path, line, sizeof(line)) == -1)
		return 0;
	quota = atoll(line);
	snprintf(path, sizeof(path), "%s%s/cpu.cfs_period_us", mount, group);
	if (read_line(path, line, sizeof(line)) == -1)
		return 0;
	return cpus_from_quota(quota, atoll(line));
}

/*
 * The tightest limit from group up to the mount's root.  In a container
 * the path may belong to the host's tree; then only the root exists here.
 */
static int
tree_limit(const char *mount, char *group, int version)
{
	int limit = 0, n;
	char *slash;

	for (;;) {
		n = directory_limit(mount, group, version);
		if (n > 0 && (limit == 0 || n < limit))
			limit = n;
		slash = strrchr(group, '/');
		if (slash == NULL)
			return limit;
		*slash = '\0';
	}
}

/* The limit one line of /proc/self/cgroup leads to; 0 for none. */
static int
line_limit(char *line)
{
	char *controllers, *group;

	line[strcspn(line, "\n")] = '\0';
	controllers = strchr(line, ':');
	if (controllers == NULL)
		return 0;
	controllers++;
	group = strchr(controllers, ':');
	if (group == NULL)
		return 0;
	*group++ = '\0';
	if (controllers[0] == '\0')
		return tree_limit("/sys/fs/cgroup", group, 2);
	if (strcmp(controllers, "cpu") == 0 ||
	    strstr(controllers, "cpu,") != NULL ||
	    strstr(controllers, ",cpu") != NULL)
		return tree_limit("/sys/fs/cgroup/cpu", group, 1);
	return 0;
}

static int
cgroup_limit(void)
{
	char line[PATH_MAX];
	int limit = 0, n;
	FILE *f;

	f = fopen("/proc/self/cgroup", "re");
	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		n = line_limit(line);
		if (n > 0 && (limit == 0 || n < limit))
			limit = n;
	}
	fclose(f);
	return limit;
}

int
cpus_count(void)
{
	cpu_set_t set;
	int count = 1, limit;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set);
	limit = cgroup_limit();
	if (limit > 0 && limit < count)
		count = limit;
	return count > 0 ? count : 1;
}

int
cpus_one_thread(char *const argv[])
{
	const char *limit = getenv("OMP_THREAD_LIMIT");
	char path[PATH_MAX];
	ssize_t length;

	/* OpenJPEG would start so many threads, and workers may start none. */
	unsetenv("OPJ_NUM_THREADS");
	if (limit != NULL && strcmp(limit, "1") == 0)
		return 0;
	/*
	 * Tesseract's loops have num_threads clauses, which overrule
	 * omp_set_num_threads(), but not the thread limit.
	 */
	if (setenv("OMP_THREAD_LIMIT", "1", 1) == -1)
		return -1;
	/*
	 * Run the program by its own path, since ps shows the last part of the
	 * path.
	 */
	length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (length > 0) {
		path[length] = '\0';
		execv(path, argv);
	}
	return execvp(argv[0], argv);
}
