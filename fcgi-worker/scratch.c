/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scratch: each worker's private directory for temporary files.
 */
#include "scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *
scratch_create(const struct identity *id)
{
	const char *base = getenv("TMPDIR");
	char *path;

	if (base == NULL || base[0] != '/')
		base = "/tmp";
	if (asprintf(&path, "%s%s/fcgi-worker-XXXXXX",
		id->root == NULL ? "" : id->root, base) == -1)
		return NULL;
	if (mkdtemp(path) == NULL || chown(path, id->uid, id->gid) == -1) {
		free(path);
		return NULL;
	}
	return path;
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void
scratch_remove(char *pool)
{
	if (pool != NULL)
		nftw(pool, remove_entry, 4, FTW_DEPTH | FTW_PHYS);
	free(pool);
}

static int
make_dir(const char *path, const struct identity *id)
{
	return mkdir(path, 0700) == 0 ? chown(path, id->uid, id->gid) : -1;
}

const char *
scratch_enter(const char *pool, const struct identity *id, unsigned place)
{
	char *path, *seen;

	if (asprintf(&path, "%s/%u", pool, place) == -1)
		return NULL;
	nftw(path, remove_entry, 4, FTW_DEPTH | FTW_PHYS);
	if (make_dir(path, id) == -1 &&
	    (errno != ENOENT || make_dir(pool, id) == -1 ||
		make_dir(path, id) == -1)) {
		free(path);
		return NULL;
	}
	seen = path + (id->root == NULL ? 0 : strlen(id->root));
	return setenv("TMPDIR", seen, 1) == -1 ? NULL : seen;
}
