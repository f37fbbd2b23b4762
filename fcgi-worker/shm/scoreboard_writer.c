/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard_writer: creates and writes the scoreboard.  It decides nothing by
 * the contents, since workers can write them.
 */
#include "shm/scoreboard_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/safe_path.h"
#include "shm/seqlock.h"

#define SUFFIX ".board"

char *
scoreboard_writer_path(const char *socket)
{
	char *path = NULL;

	if (socket != NULL && asprintf(&path, "%s" SUFFIX, socket) == -1)
		path = NULL;
	return path;
}

/*
 * Sets *st to the state of the file path; of a link, to that of the link
 * itself.  Returns 0, or -1 with errno.
 */
static int
stat_itself(const char *path, struct stat *st)
{
	const char *name;
	int dir = safe_path_open_parent(path, &name), rc;

	if (dir == -1)
		return -1;
	rc = fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW);
	close(dir);
	return rc;
}

static size_t
size_for(unsigned slots)
{
	return sizeof(struct scoreboard_file) +
	       slots * sizeof(struct scoreboard_entry);
}

static int
map_file(struct scoreboard_writer *b, unsigned slots)
{
	b->slots = slots;
	b->map = mmap(NULL, size_for(slots), PROT_READ | PROT_WRITE, MAP_SHARED,
	    b->fd, 0);
	return b->map == MAP_FAILED ? -1 : 0;
}

/* Says in the header which fields there are. */
static void
set_layout(struct scoreboard_writer *b)
{
	b->map->minor = SCOREBOARD_MINOR;
	b->map->header_size = SCOREBOARD_HEADER_SIZE;
	b->map->layout = scoreboard_layout;
}

/* Fills the new file of b, for this number of slots, before it gets its name,
 * so that whoever opens it finds it complete.  Unless socket is NULL, the file
 * gets that socket's group.  Returns 0, or -1 with errno. */
static int
fill_file(struct scoreboard_writer *b, const char *socket, unsigned slots)
{
	struct stat st;
	int rc;

	/*
	 * On a full disk, writing to a hole of a mapped file would kill the
	 * pool.
	 */
	rc = posix_fallocate(b->fd, 0, (off_t)size_for(slots));
	if (rc != 0) {
		errno = rc;
		return -1;
	}
	if (map_file(b, slots) == -1)
		return -1;
	b->map->magic = SCOREBOARD_MAGIC;
	b->map->version = SCOREBOARD_VERSION;
	b->map->workers = slots;
	set_layout(b);
	if (fchmod(b->fd, 0640) == -1)
		return -1;
	/*
	 * The group that may use the socket may read the scoreboard.  The pool
	 * works without that, too.
	 */
	if (socket != NULL && stat_itself(socket, &st) == 0 &&
	    S_ISSOCK(st.st_mode) && fchown(b->fd, (uid_t)-1, st.st_gid) == -1)
		errno = 0;
	return 0;
}

/* Makes the scoreboard's file, and gives it the name path when it is complete.
 * See fill_file() for socket and slots.  Returns 0, or -1 with errno. */
static int
publish_file(struct scoreboard_writer *b, const char *path, const char *socket,
    unsigned slots)
{
	char temporary[NAME_MAX + 1];
	const char *name;
	int dir = safe_path_open_parent(path, &name), rc = -1;

	if (dir == -1)
		return -1;
	snprintf(
	    temporary, sizeof(temporary), "%.200s.%d", name, (int)getpid());
	b->path = strdup(path);
	b->fd = openat(dir, temporary,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (b->path != NULL && b->fd != -1) {
		rc = fill_file(b, socket, slots);
		if (rc == 0)
			rc = renameat(dir, temporary, dir, name);
		if (rc == -1)
			unlinkat(dir, temporary, 0);
	}
	close(dir);
	return rc;
}

int
scoreboard_writer_create(struct scoreboard_writer *b, const char *path,
    const char *socket, unsigned slots)
{
	int rc, saved;

	*b = (struct scoreboard_writer){.map = MAP_FAILED, .fd = -1};
	if (path != NULL) {
		rc = publish_file(b, path, socket, slots);
	} else {
		b->fd = memfd_create("scoreboard", MFD_CLOEXEC);
		rc = b->fd == -1 ? -1 : fill_file(b, NULL, slots);
	}
	if (rc == -1) {
		saved = errno;
		scoreboard_writer_close(b, false);
		errno = saved;
	}
	return rc;
}

/* Whether b->path still leads to the file of b, and not to another one. */
static bool
has_name(const struct scoreboard_writer *b)
{
	struct stat found, own;

	return stat_itself(b->path, &found) == 0 && fstat(b->fd, &own) == 0 &&
	       found.st_ino == own.st_ino && found.st_dev == own.st_dev;
}

int
scoreboard_writer_check_file(const struct scoreboard_writer *b)
{
	off_t size = (off_t)size_for(b->slots);
	struct stat st;

	if (b->path == NULL)
		return 0;
	if (fstat(b->fd, &st) == 0 && st.st_size < size) {
		posix_fallocate(b->fd, 0, size);
		return -1;
	}
	return has_name(b) ? 0 : -1;
}

/* Whether the records of another program are where this one has its own; they
 * may have other fields at their ends. */
static bool
has_same_places(const struct scoreboard_file *f, unsigned slots)
{
	const struct scoreboard_layout *l = &f->layout;

	return f->magic == SCOREBOARD_MAGIC &&
	       f->version == SCOREBOARD_VERSION && f->workers == slots &&
	       l->pool_at == scoreboard_layout.pool_at &&
	       l->entries_at == scoreboard_layout.entries_at &&
	       l->entry_size == scoreboard_layout.entry_size;
}

int
scoreboard_writer_adopt(
    struct scoreboard_writer *b, int fd, const char *path, unsigned slots)
{
	struct stat st;

	*b = (struct scoreboard_writer){.map = MAP_FAILED, .fd = fd};
	b->path = path == NULL ? NULL : strdup(path);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fstat(fd, &st) == 0 &&
	    (size_t)st.st_size == size_for(slots) && map_file(b, slots) == 0 &&
	    has_same_places(b->map, slots) && (b->path == NULL || has_name(b)))
		return 0;
	scoreboard_writer_close(b, false);
	errno = EINVAL;
	return -1;
}

/* Sets the bytes to zero that follow the size bytes of record, up to end. */
static void
clear_up_to(void *record, size_t size, const void *end)
{
	char *rest = (char *)record + size;

	memset(rest, 0, (size_t)((const char *)end - rest));
}

void
scoreboard_writer_take_over(struct scoreboard_writer *b)
{
	struct scoreboard_file *f = b->map;

	if (f->minor == SCOREBOARD_MINOR &&
	    f->header_size == SCOREBOARD_HEADER_SIZE &&
	    memcmp(&f->layout, &scoreboard_layout, sizeof(f->layout)) == 0)
		return; /* the fields are the same */
	/* The pool's sequence number guards the header, too. */
	seqlock_begin(&f->sequence);
	set_layout(b);
	clear_up_to(f, SCOREBOARD_HEADER_SIZE, &f->sequence);
	clear_up_to(&f->pool, sizeof(f->pool), f->entries);
	seqlock_end(&f->sequence);
	for (unsigned i = 0; i < b->slots; i++)
		clear_up_to(&f->entries[i].worker, sizeof(f->entries[i].worker),
		    &f->entries[i + 1]);
}

/* Removes the file of b, unless another one has its name by now. */
static void
remove_file(const struct scoreboard_writer *b)
{
	const char *name;
	int dir = safe_path_open_parent(b->path, &name);

	if (dir == -1)
		return;
	if (has_name(b))
		unlinkat(dir, name, 0);
	close(dir);
}

void
scoreboard_writer_close(struct scoreboard_writer *b, bool remove)
{
	if (remove && b->path != NULL)
		remove_file(b);
	if (b->map != MAP_FAILED)
		munmap(b->map, size_for(b->slots));
	if (b->fd != -1)
		close(b->fd);
	free(b->path);
	*b = (struct scoreboard_writer){.map = MAP_FAILED, .fd = -1};
}

void
scoreboard_writer_set_pool(
    struct scoreboard_writer *b, const struct scoreboard_pool *p)
{
	seqlock_begin(&b->map->sequence);
	b->map->pool = *p;
	seqlock_end(&b->map->sequence);
}

void
scoreboard_writer_set_fingerprint(struct scoreboard_writer *b,
    const unsigned char fingerprint[static SCOREBOARD_FINGERPRINT])
{
	seqlock_begin(&b->map->sequence);
	memcpy(b->map->fingerprint, fingerprint, SCOREBOARD_FINGERPRINT);
	seqlock_end(&b->map->sequence);
}

void
scoreboard_writer_set_worker(struct scoreboard_writer *b, unsigned slot,
    const struct scoreboard_worker *w)
{
	struct scoreboard_entry *e = &b->map->entries[slot];

	seqlock_begin(&e->sequence);
	e->worker = *w;
	seqlock_end(&e->sequence);
}

struct scoreboard_worker
scoreboard_writer_read(const struct scoreboard_writer *b, unsigned slot)
{
	const struct scoreboard s = {
	    b->fd, b->slots, SCOREBOARD_HEADER_SIZE, scoreboard_layout};
	struct scoreboard_worker w;

	if (!scoreboard_read_worker(&s, slot, &w))
		/* Its writer may have died while it wrote. */
		w = b->map->entries[slot].worker;
	w.id[SCOREBOARD_ID_MAX] = '\0';
	return w;
}
