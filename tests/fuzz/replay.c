/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a fuzz target once over every file of its corpus, tests/fuzz/corpus/
 * and its name, or over the files given.  For compilers without libFuzzer.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rbe");
	uint8_t *data;
	size_t size;
	long end;

	if (!f || fseek(f, 0, SEEK_END) != 0 || (end = ftell(f)) < 0) {
		perror(path);
		return -1;
	}
	rewind(f);
	/* The memory has exactly the size of the file, so that a sanitizer sees
	 * what is read beyond it. */
	data = malloc((size_t)end);
	size = fread(data, 1, (size_t)end, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

static int
replay_corpus(const char *program)
{
	const char *name = strstr(program, "fuzz_");
	char dir[PATH_MAX / 2], path[PATH_MAX];
	struct dirent *entry;
	int n = 0;
	DIR *d;

	snprintf(dir, sizeof(dir), "tests/fuzz/corpus/%s",
	    name ? name + strlen("fuzz_") : "");
	d = opendir(dir);
	while (d && (entry = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] != '.' && replay(path) == 0)
			n++;
	}
	if (d)
		closedir(d);
	printf("%s: %d files\n", dir, n);
	return n > 0 ? 0 : 1;
}

int
main(int argc, char *argv[])
{
	int rc = 0;

	if (argc == 1)
		return replay_corpus(argv[0]);
	for (int i = 1; i < argc; i++)
		rc |= replay(argv[i]);
	return rc == 0 ? 0 : 1;
}
