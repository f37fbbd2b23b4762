/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tmpdir_usage: how much a worker has in its directory for temporary files.
 * master/worker_limits.c kills one that has more than --max-scratch allows.
 */
#include "sandbox/tmpdir_usage.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"

#define PAGE 4096

/* Returns the bytes that a file takes on the disk, and some for its name. */
static size_t
size_on_disk(const struct stat *st)
{
	return (size_t)st->st_blocks * 512 + PAGE;
}

/*
 * Returns how many bytes the files take in tmpdir, the descriptor of a
 * directory.  Stops counting above limit.
 */
static size_t
count_named(int tmpdir, size_t limit)
{
	DIR *dir = directory_list(tmpdir);
	const char *name;
	struct stat st;
	size_t sum = 0;

	while (sum <= limit && (name = directory_next(dir)) != NULL)
		if (fstatat(tmpdir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			sum += size_on_disk(&st);
	if (dir != NULL)
		closedir(dir);
	return sum;
}

/*
 * Returns how many bytes the deleted files take that process pid still has
 * open.  Counts only those that were in tmpdir, the descriptor of a directory.
 */
static size_t
count_unnamed(int tmpdir, pid_t pid)
{
	char path[64], prefix[PATH_MAX], target[PATH_MAX];
	const char *name;
	struct stat st;
	size_t sum = 0;
	ssize_t target_length, prefix_length;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", tmpdir);
	prefix_length = readlink(path, prefix, sizeof(prefix));
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	while (prefix_length > 0 && (name = directory_next(dir)) != NULL) {
		target_length =
		    readlinkat(dirfd(dir), name, target, sizeof(target));
		if (target_length > prefix_length &&
		    memcmp(target, prefix, (size_t)prefix_length) == 0 &&
		    fstatat(dirfd(dir), name, &st, 0) == 0 && st.st_nlink == 0)
			sum += size_on_disk(&st);
	}
	if (dir != NULL)
		closedir(dir);
	return sum;
}

bool
tmpdir_usage_exceeds(
    const struct tmpdir *s, unsigned slot, pid_t pid, size_t limit)
{
	char name[16];
	size_t sum;
	int tmpdir;

	snprintf(name, sizeof(name), "%u", slot);
	tmpdir = openat(s->dir, name, DIRECTORY_OPEN);
	if (tmpdir == -1)
		return false;
	sum = count_named(tmpdir, limit);
	if (sum <= limit && pid != 0)
		sum += count_unnamed(tmpdir, pid);
	close(tmpdir);
	return sum > limit;
}
