/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memory_cgroup: reads the files of the memory controller, see the kernel's
 * admin-guide/cgroup-v2 and admin-guide/cgroup-v1/memory.
 */
#include "base/memory_cgroup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cgroup.h"

enum { TEXT = 1024 };

uint64_t
memory_cgroup_limit_in(const char *text)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 10);
	/* "max", which is no number, means no limit.  So does a limit that no
	 * machine can reach, such as 2^60 bytes. */
	return end == text || errno != 0 || n >= UINT64_C(1) << 60 ? 0 : n;
}

uint64_t
memory_cgroup_kills_in(const char *text)
{
	static const char name[] = "oom_kill ";
	const char *line = text;

	while (line != NULL && strncmp(line, name, strlen(name)) != 0) {
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return line != NULL ? strtoull(line + strlen(name), NULL, 10) : 0;
}

/*
 * Lowers a limit to that of the group dir, if the group has a lower one.  arg
 * points to the limit: a uint64_t, in bytes, 0 for no limit.  Returns true, so
 * that the groups above are visited, too.
 */
static bool
lower_limit(const char *dir, int version, void *arg)
{
	const char *file =
	    version == 2 ? "memory.max" : "memory.limit_in_bytes";
	uint64_t *least = arg, limit;
	char text[TEXT];

	if (cgroup_read(dir, file, text, sizeof(text)) == 0) {
		limit = memory_cgroup_limit_in(text);
		if (limit > 0 && (*least == 0 || limit < *least))
			*least = limit;
	}
	return true;
}

uint64_t
memory_cgroup_limit(void)
{
	uint64_t least = 0;

	cgroup_walk("memory", lower_limit, &least);
	return least;
}

/*
 * Sets the uint64_t at arg to the number of processes in the group dir that the
 * kernel killed.  Returns false then, which ends the visits; or true, to go on
 * to the group above, if dir does not exist.
 */
static bool
read_kills(const char *dir, int version, void *arg)
{
	const char *file =
	    version == 2 ? "memory.events" : "memory.oom_control";
	char text[TEXT];

	if (cgroup_read(dir, file, text, sizeof(text)) == -1)
		return true;
	*(uint64_t *)arg = memory_cgroup_kills_in(text);
	return false;
}

uint64_t
memory_cgroup_kills(void)
{
	uint64_t kills = 0;

	cgroup_walk("memory", read_kills, &kills);
	return kills;
}
