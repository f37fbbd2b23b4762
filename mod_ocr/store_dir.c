/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names, opens, writes and removes the files of the store.
 */
#include "store_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_index.h"
#include "store_path.h"

enum {
	CHECK_MS = 1000,
	DRAFT_RANDOM = 8,
};

#define DRAFT "draft-"

/* Closes the directory and notes why it cannot be used.  Returns false. */
static bool
set_fault(struct store_dir *d, const char *why)
{
	snprintf(d->fault, sizeof(d->fault), "%s", why);
	store_dir_close(d);
	return false;
}

bool
store_dir_open(struct store_dir *d)
{
	struct stat st;

	store_dir_close(d);
	d->fault[0] = '\0';
	d->fd = open(d->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (d->fd < 0 || fstat(d->fd, &st) < 0)
		return set_fault(d, strerror(errno));
	if ((st.st_uid != geteuid() && st.st_uid != 0) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return set_fault(
		    d, "others than lighttpd's user may write in it");
	if (faccessat(d->fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return set_fault(d, strerror(errno));
	d->opened++;
	store_stamp_begin(&d->stamp, d->fd);
	return true;
}

bool
store_dir_check(struct store_dir *d, uint64_t now_ms)
{
	struct stat here, named;

	if (now_ms < d->checked_ms + CHECK_MS && d->checked_ms != 0)
		return d->fd >= 0;
	d->checked_ms = now_ms;
	/* Another directory may have taken the place of the one that is open.
	 */
	if (d->fd >= 0 && fstat(d->fd, &here) == 0 &&
	    stat(d->path, &named) == 0 && here.st_ino == named.st_ino &&
	    here.st_dev == named.st_dev)
		return true;
	return store_dir_open(d);
}

void
store_dir_close(struct store_dir *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

int
store_dir_read(const struct store_dir *d,
    const unsigned char key[static ANSWER_KEY_SIZE], struct stat *file)
{
	char path[STORE_PATH_CHARS + 1];
	int fd;

	store_path_write(key, path);
	/* A pipe that somebody put there would block. */
	fd = openat(d->fd, path,
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -1;
	if (fstat(fd, file) == 0 && S_ISREG(file->st_mode) &&
	    file->st_uid == geteuid())
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* Whether two states are of the same unchanged file.  A file that is removed or
 * renamed has another ctime, too. */
static bool
is_same(const struct stat *now, const struct stat *file)
{
	return now->st_nlink == file->st_nlink && now->st_ino == file->st_ino &&
	       now->st_dev == file->st_dev && now->st_size == file->st_size &&
	       store_stamp_is_same(now->st_mtim, file->st_mtim) &&
	       store_stamp_is_same(now->st_ctim, file->st_ctim);
}

bool
store_dir_is_same(int fd, const struct stat *file)
{
	struct stat now;

	return fstat(fd, &now) == 0 && is_same(&now, file);
}

bool
store_dir_has_same(const struct store_dir *d,
    const unsigned char key[static ANSWER_KEY_SIZE], const struct stat *file)
{
	char path[STORE_PATH_CHARS + 1];
	struct stat now;

	store_path_write(key, path);
	return fstatat(d->fd, path, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       is_same(&now, file);
}

bool
store_dir_remove(
    const struct store_dir *d, const unsigned char key[static ANSWER_KEY_SIZE])
{
	char path[STORE_PATH_CHARS + 1];

	store_path_write(key, path);
	return unlinkat(d->fd, path, 0) == 0;
}

static int
create_draft(const struct store_dir *d, const struct store_draft *draft)
{
	return openat(d->fd, draft->name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/*
 * Gives a draft a random name in the folder.  The process's id would not do:
 * after a reload, the new lighttpd has the same id as the old one.  Returns 0,
 * or -1 with errno.
 */
static int
name_draft(struct store_draft *draft, const char *folder)
{
	unsigned char random[DRAFT_RANDOM];
	char digits[2 * DRAFT_RANDOM + 1];

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return -1;
	store_path_hex(random, sizeof(random), digits);
	snprintf(
	    draft->name, sizeof(draft->name), "%s/" DRAFT "%s", folder, digits);
	return 0;
}

int
store_dir_begin(struct store_dir *d, struct store_draft *draft,
    const unsigned char key[static ANSWER_KEY_SIZE])
{
	char folder[STORE_PATH_FOLDER + 1];
	bool noted = store_stamp_is_noted(&d->stamp, d->fd);

	store_path_hex(key, 1, folder);
	draft->fd = -1;
	if (name_draft(draft, folder) < 0)
		return -1;
	draft->fd = create_draft(d, draft);
	if (draft->fd < 0 && errno == ENOENT &&
	    (mkdirat(d->fd, folder, 0700) == 0 || errno == EEXIST)) {
		/* A new folder has changed the stamp. */
		store_stamp_renew(&d->stamp, d->fd, noted);
		draft->fd = create_draft(d, draft);
	}
	if (draft->fd < 0)
		return -1;
	/* Without a lock, another process would remove the draft. */
	flock(draft->fd, LOCK_EX | LOCK_NB);
	return 0;
}

int
store_dir_commit(struct store_dir *d, struct store_draft *draft,
    const unsigned char key[static ANSWER_KEY_SIZE])
{
	char path[STORE_PATH_CHARS + 1];

	store_path_write(key, path);
	if (renameat(d->fd, draft->name, d->fd, path) < 0)
		return -1;
	store_stamp_renew(
	    &d->stamp, d->fd, store_stamp_is_noted(&d->stamp, d->fd));
	close(draft->fd);
	draft->fd = -1;
	return 0;
}

void
store_dir_abandon(const struct store_dir *d, struct store_draft *draft)
{
	if (draft->fd < 0)
		return;
	unlinkat(d->fd, draft->name, 0);
	close(draft->fd);
	draft->fd = -1;
}

/* Removes a draft whose lock nobody holds. */
static void
sweep_draft(int folder, const char *name)
{
	int fd = openat(
	    folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

/* Opens one of the store's 256 folders, to read what is in it.  Returns it, or
 * NULL with errno. */
static DIR *
open_folder(const struct store_dir *d, int folder)
{
	char name[STORE_PATH_FOLDER + 1];
	unsigned char byte = (unsigned char)folder;
	DIR *dir;
	int fd;

	store_path_hex(&byte, 1, name);
	fd = openat(
	    d->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL && fd >= 0)
		close(fd);
	return dir;
}

/*
 * Ends the walk of a folder in which all files were found; the next step begins
 * with the next folder.  Sets found->folder.  Returns STORE_STEP_FOLDER.
 */
static enum store_step
end_folder(struct store_walk *w, struct store_found *found)
{
	store_dir_end_walk(w);
	found->folder = (unsigned char)w->folder++;
	return STORE_STEP_FOLDER;
}

/*
 * Ends the walk of a folder that cannot be read; the next step begins with the
 * next folder.  Returns STORE_STEP_OTHER, so that the entries of the folder are
 * not forgotten.
 */
static enum store_step
skip_folder(struct store_walk *w)
{
	store_dir_end_walk(w);
	w->skipped = true;
	w->folder++;
	return STORE_STEP_OTHER;
}

enum store_step
store_dir_step(
    const struct store_dir *d, struct store_walk *w, struct store_found *found)
{
	const struct dirent *e = NULL;
	struct stat st;

	if (w->folder == STORE_FOLDERS)
		return STORE_STEP_DONE;
	/* Without an errno, the folder is at its end. */
	errno = 0;
	if (w->dir == NULL)
		w->dir = open_folder(d, w->folder);
	if (w->dir != NULL) {
		errno = 0;
		e = readdir(w->dir);
	}
	if (e == NULL)
		return errno == 0 || errno == ENOENT ? end_folder(w, found)
						     : skip_folder(w);
	if (strncmp(e->d_name, DRAFT, strlen(DRAFT)) == 0)
		sweep_draft(dirfd(w->dir), e->d_name);
	if (!store_path_read(w->folder, e->d_name, found->key) ||
	    fstatat(dirfd(w->dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode))
		return STORE_STEP_OTHER;
	found->size = (uint64_t)st.st_size;
	found->written_s = st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0;
	return STORE_STEP_ENTRY;
}

void
store_dir_end_walk(struct store_walk *w)
{
	if (w->dir != NULL)
		closedir(w->dir);
	w->dir = NULL;
}
