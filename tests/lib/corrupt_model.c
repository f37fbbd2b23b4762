/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes into the memory of another process, which is the tests' own.
 */
#include "tests/lib/corrupt_model.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No model is as large as this, but the shadow memory of a sanitizer is. */
#define SIZE_MAX_MB 1024

/* Which tables are changed, and how many were found. */
struct tables {
	unsigned first, last, count;
};

/*
 * Finds the tables of letters in memory, which is a copy of what the process
 * has at the address from, and overwrites the C of those that t selects, by way
 * of fd.  A table has the name of a special letter (mark) and, behind it at
 * equal distances, C, H and E.
 */
static void
spoil(int fd, unsigned long from, const char *memory, size_t size,
    struct tables *t)
{
	static const char mark[] = "|Broken|0|1";
	const char *end = memory + size, *at = memory;

	while ((at = memmem(at, (size_t)(end - at), mark, sizeof(mark)))) {
		for (size_t s = 32; s < 512 && at + 3 * s + 1 < end; s += 8)
			if (memcmp(at + s, "C", 2) == 0 &&
			    memcmp(at + 2 * s, "H", 2) == 0 &&
			    memcmp(at + 3 * s, "E", 2) == 0 &&
			    t->count++ >= t->first && t->count <= t->last + 1 &&
			    pwrite(fd, "x", 1,
				(off_t)from + (at + s - memory)) != 1)
				abort();
		at++;
	}
}

/* Does the same in all memory that the process can write and shares with no
 * other. */
static void
spoil_process(pid_t pid, struct tables *t)
{
	unsigned long from, to;
	char path[64], line[512], *memory;
	FILE *maps;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "re");
	while (maps && fgets(line, sizeof(line), maps)) {
		if (!strstr(line, " rw-p ") ||
		    sscanf(line, "%lx-%lx", &from, &to) != 2 ||
		    (to - from) >> 20 > SIZE_MAX_MB)
			continue;
		memory = malloc(to - from);
		if (memory && pread(fd, memory, to - from, (off_t)from) ==
				  (ssize_t)(to - from))
			spoil(fd, from, memory, to - from, t);
		free(memory);
	}
	if (maps)
		fclose(maps);
	if (fd >= 0)
		close(fd);
}

unsigned
corrupt_model_letters(pid_t pid)
{
	struct tables all = {0, UINT_MAX - 1, 0};

	spoil_process(pid, &all);
	return all.count;
}

unsigned
corrupt_model_table(pid_t pid, unsigned n)
{
	struct tables one = {n, n, 0};

	spoil_process(pid, &one);
	return one.count;
}
