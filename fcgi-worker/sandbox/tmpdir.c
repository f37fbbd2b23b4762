/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tmpdir: the directories for temporary files, one of the pool and in it one
 * for each worker.
 *
 * The master may be root where the workers are not, and a worker that was taken
 * over can change its directory at any moment.  So the pool's directory belongs
 * to the master, which uses descriptors and names that only it can change,
 * never a path.  The files in a worker's directory are removed by a process
 * with the user and group of the worker.
 */
#include "sandbox/tmpdir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/safe_path.h"

#define NAME "fcgi-worker-"
#define TAIL 6
#define NAME_SIZE sizeof(NAME "XXXXXX")
#define TRIES 100
/* Workers may go through the pool's directory to their own, but not list it. */
#define MODE 0711

/*
 * Whether name is the number of a slot: the directory of the worker in a slot
 * is called so.
 */
static bool
is_slot_number(const char *name)
{
	return name[strspn(name, "0123456789")] == '\0';
}

/* Removes the files in the workers' directories in pool, the descriptor of a
 * directory. */
static void
empty_slots(int pool)
{
	DIR *dir = directory_list(pool);
	const char *name;
	int slot;

	while ((name = directory_next(dir)) != NULL) {
		if (!is_slot_number(name))
			continue;
		slot = openat(pool, name, DIRECTORY_OPEN);
		if (slot == -1)
			continue;
		directory_empty(slot);
		close(slot);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Calls empty_slots() as the user and group of id, who own the workers' files.
 * Unless the master runs as that user, a child process does it. */
static void
empty_slots_as(int pool, const struct credentials *id)
{
	pid_t pid;

	if (id->uid == geteuid()) {
		empty_slots(pool);
		return;
	}
	pid = fork();
	if (pid == 0) {
		if (credentials_assume(id) == 0)
			empty_slots(pool);
		_exit(0);
	}
	while (pid != -1 && waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

/*
 * Removes the pool's directory, and all that is in it.  It is open as pool, and
 * has this name in base, the descriptor of a directory.
 */
static void
remove_pool(int base, const char *name, int pool, const struct credentials *id)
{
	const char *slot;
	DIR *dir;

	empty_slots_as(pool, id);
	dir = directory_list(pool);
	while ((slot = directory_next(dir)) != NULL)
		if (is_slot_number(slot))
			unlinkat(pool, slot, AT_REMOVEDIR);
	if (dir != NULL)
		closedir(dir);
	unlinkat(base, name, AT_REMOVEDIR);
}

/*
 * Whether fd is a directory that make_pool made.  The owner of the directory
 * around it may have put another one in its place that belongs to the master's
 * user.
 */
static bool
is_pool(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	       (st.st_mode & 0777) == MODE;
}

/* Whether the directory fd is empty; false if it cannot be read. */
static bool
is_empty(int fd)
{
	DIR *dir = directory_list(fd);
	bool empty = dir != NULL && directory_next(dir) == NULL;

	if (dir != NULL)
		closedir(dir);
	return empty;
}

/* Removes the directories that masters left in base when they were killed. */
static void
remove_stale(int base, const struct credentials *id)
{
	DIR *dir = directory_list(base);
	const char *name;
	int pool;

	while ((name = directory_next(dir)) != NULL) {
		if (strncmp(name, NAME, strlen(NAME)) != 0 ||
		    strlen(name) != strlen(NAME) + TAIL)
			continue;
		pool = openat(base, name, DIRECTORY_OPEN);
		if (pool == -1)
			continue;
		/* A master holds the lock as long as it lives. */
		if (is_pool(pool) && flock(pool, LOCK_EX | LOCK_NB) == 0)
			remove_pool(base, name, pool, id);
		close(pool);
	}
	if (dir != NULL)
		closedir(dir);
}

/*
 * Makes a directory of this name in base, locks it, and opens it for the
 * workers.  Returns a descriptor of it, or -1 with errno.  The owner of base
 * may have put another directory there before it is opened, so one that is not
 * empty, not of this process's user, or open to others is refused.
 */
static int
make_pool(int base, const char *name)
{
	struct stat st;
	int fd;

	if (mkdirat(base, name, 0700) == -1)
		return -1;
	fd = openat(base, name, DIRECTORY_OPEN);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0 || !is_empty(fd)) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	/* Not every file system has locks. */
	flock(fd, LOCK_EX | LOCK_NB);
	if (fchmod(fd, MODE) == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * Writes a random name for a directory to name.  Returns 0, or -1 with errno.
 */
static int
make_name(char name[static NAME_SIZE])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	uint8_t bytes[TAIL];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return -1;
	memcpy(name, NAME, strlen(NAME));
	for (size_t i = 0; i < TAIL; i++)
		name[strlen(NAME) + i] = letters[bytes[i] % strlen(letters)];
	name[NAME_SIZE - 1] = '\0';
	return 0;
}

/* Makes a new directory in base, and writes its random name to name.  It gets
 * that name only when it is locked, since another master would take one without
 * a lock for a dead master's.  Returns a descriptor of it, which holds the
 * lock, or -1 with errno. */
static int
make_locked(int base, char name[static NAME_SIZE])
{
	char hidden[NAME_SIZE + 1];
	int fd = -1;

	for (int i = 0; fd == -1 && i < TRIES; i++) {
		if (make_name(name) == -1)
			return -1;
		snprintf(hidden, sizeof(hidden), ".%s", name);
		fd = make_pool(base, hidden);
		if (fd == -1 && errno != EEXIST)
			return -1;
	}
	if (fd != -1 && renameat(base, hidden, base, name) == -1) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * Returns the path of the directory in which the pool's is made.  The caller
 * frees it; NULL without memory.
 */
static char *
find_base(const struct credentials *id)
{
	const char *tmpdir = getenv("TMPDIR");
	char *base;

	if (tmpdir == NULL || tmpdir[0] != '/')
		tmpdir = "/tmp";
	return asprintf(&base, "%s%s", id->root == NULL ? "" : id->root,
		   tmpdir) == -1
		   ? NULL
		   : base;
}

int
tmpdir_check(const struct credentials *id, char *error, size_t size)
{
	char *base = find_base(id);
	int rc = base == NULL ? -1 : access(base, W_OK | X_OK);

	if (rc == -1)
		snprintf(error, size, "TMPDIR: \"%s\": %s",
		    base == NULL ? "" : base, strerror(errno));
	free(base);
	return rc;
}

int
tmpdir_create(struct tmpdir *s, const struct credentials *id)
{
	char *path = find_base(id), name[NAME_SIZE];
	int base = -1;

	*s = (struct tmpdir){.dir = -1};
	if (path != NULL)
		base =
		    safe_path_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (base != -1) {
		remove_stale(base, id);
		s->dir = make_locked(base, name);
		close(base);
	}
	if (s->dir != -1 && asprintf(&s->path, "%s/%s", path, name) == -1)
		s->path = NULL;
	free(path);
	return s->path == NULL ? -1 : 0;
}

void
tmpdir_renew(struct tmpdir *s)
{
	const char *name;
	struct stat st;
	int base, fd;

	if (fstat(s->dir, &st) == -1 || st.st_nlink > 0)
		return; /* it still has its name */
	base = safe_path_open_parent(s->path, &name);
	if (base == -1)
		return;
	fd = make_pool(base, name);
	close(base);
	if (fd == -1)
		return;
	close(s->dir);
	s->dir = fd;
}

void
tmpdir_remove(struct tmpdir *s, const struct credentials *id)
{
	const char *name;
	int base;

	if (s->path == NULL)
		return;
	base = safe_path_open_parent(s->path, &name);
	if (base != -1) {
		remove_pool(base, name, s->dir, id);
		close(base);
	}
	close(s->dir);
	free(s->path);
	*s = (struct tmpdir){.dir = -1};
}

int
tmpdir_enter(
    const struct tmpdir *s, const struct credentials *id, unsigned slot)
{
	char name[16];
	struct stat st;
	int fd = -1;

	snprintf(name, sizeof(name), "%u", slot);
	if (mkdirat(s->dir, name, 0700) == 0 || errno == EEXIST)
		fd = openat(s->dir, name, DIRECTORY_OPEN);
	if (fd != -1 && (fstat(fd, &st) == -1 ||
			    ((st.st_uid != id->uid || st.st_gid != id->gid) &&
				fchown(fd, id->uid, id->gid) == -1))) {
		close(fd);
		fd = -1;
	}
	close(s->dir);
	return fd;
}

const char *
tmpdir_settle(
    const struct tmpdir *s, const struct credentials *id, unsigned slot, int fd)
{
	char *path;
	size_t root_length = id->root == NULL ? 0 : strlen(id->root);

	directory_empty(fd);
	close(fd);
	/* The worker sees the path without its root directory. */
	if (asprintf(&path, "%s/%u", s->path + root_length, slot) == -1)
		return NULL;
	return setenv("TMPDIR", path, 1) == -1 ? NULL : path;
}
