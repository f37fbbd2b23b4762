/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scratch: each worker's private directory for temporary files.
 */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "fcgi-worker-"
#define TAIL "XXXXXX"

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

/* Lock the directory, whose master holds the lock all its life. */
static int
lock_dir(int base, const char *name)
{
	int fd =
	    openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Remove what masters of such workers left in ${base} when they were killed. */
static void
remove_stale(const char *base, const struct identity *id)
{
	DIR *dir = opendir(base);
	struct dirent *e;
	struct stat st;
	char *path;
	int fd;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (strncmp(e->d_name, NAME, strlen(NAME)) != 0 ||
		    strlen(e->d_name) != strlen(NAME TAIL))
			continue;
		fd = lock_dir(dirfd(dir), e->d_name);
		if (fd == -1)
			continue;
		if (fstat(fd, &st) == 0 && st.st_uid == id->uid &&
		    asprintf(&path, "%s/%s", base, e->d_name) != -1)
			scratch_remove(path);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

/*
 * Make the directory in ${base}.  It gets its name when it is locked, since
 * who finds it without takes it for a dead master's.
 */
static char *
make_locked(const char *base, const struct identity *id, int *lock)
{
	char *path, *name;

	if (asprintf(&path, "%s/." NAME TAIL, base) == -1)
		return NULL;
	if (mkdtemp(path) == NULL)
		goto fail;
	*lock = lock_dir(AT_FDCWD, path);
	if (chown(path, id->uid, id->gid) == -1 ||
	    asprintf(&name, "%s/%s", base, strrchr(path, '/') + 2) == -1)
		goto fail;
	if (rename(path, name) == -1) {
		free(name);
		goto fail;
	}
	free(path);
	return name;
fail:
	free(path);
	return NULL;
}

/* Where the pool's directory goes, to be freed; or NULL. */
static char *
find_base(const struct identity *id)
{
	const char *below = getenv("TMPDIR");
	char *base;

	if (below == NULL || below[0] != '/')
		below = "/tmp";
	return asprintf(
		   &base, "%s%s", id->root == NULL ? "" : id->root, below) == -1
		   ? NULL
		   : base;
}

int
scratch_check(const struct identity *id, char *error, size_t size)
{
	char *base = find_base(id);
	int rc = base == NULL ? -1 : access(base, W_OK | X_OK);

	if (rc == -1)
		snprintf(error, size, "TMPDIR: \"%s\": %s",
		    base == NULL ? "" : base, strerror(errno));
	free(base);
	return rc;
}

char *
scratch_create(const struct identity *id, int *lock)
{
	char *base = find_base(id), *path;

	if (base == NULL)
		return NULL;
	remove_stale(base, id);
	path = make_locked(base, id, lock);
	free(base);
	return path;
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
