/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes directories and removes whole trees.
 */
#include "tests/lib/dir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

int
dir_make(char path[DIR_MAX])
{
	snprintf(path, DIR_MAX, "/tmp/ocr-test-XXXXXX");
	return mkdtemp(path) ? 0 : -1;
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
dir_remove(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
