/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quarantine: inputs that crashed workers.  Each worker notes the digest of
 * what it works on; only the master, which sees deaths, writes the table.
 *
 * The digest is nettle's SHA-256.  It needs no file, no system call and no
 * set-up, so it works in a confined worker.  Nobody can make a stranger's page
 * look like one that crashed.
 */
#include "shm/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "shm/scoreboard_writer.h"

#define MAGIC UINT64_C(0x6f637271756172)
#define ENTRIES 256
#define CRASHES 2
#define WORDS (SHA256_DIGEST_SIZE / sizeof(uint64_t))

struct digest {
	uint64_t words[WORDS];
};

struct entry {
	_Atomic uint64_t until_ms; /* 0: not valid */
	_Atomic uint32_t crashes;
	struct digest digest;
};

struct note {
	_Atomic uint32_t valid;
	struct digest digest;
};

/*
 * The notes follow it, each on a page of memory of its own, which is all that
 * its worker can write.
 */
struct quarantine_map {
	uint64_t magic;
	uint64_t slots;
	struct entry entries[ENTRIES];
};

static const struct quarantine_map *table;
static struct note *own_note;

static size_t
page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/*
 * Returns the offset of the note of slot in the map.  The offset for the number
 * of slots is the size of the map.
 */
static size_t
note_offset(unsigned slot)
{
	size_t page = page_size();
	size_t pages = (sizeof(struct quarantine_map) + page - 1) / page;

	return (pages + slot) * page;
}

static struct note *
note_of(const struct quarantine *q, unsigned slot)
{
	return (struct note *)(void *)((char *)q->map + note_offset(slot));
}

int
quarantine_open(struct quarantine *q, int fd, unsigned slots)
{
	struct stat st = {0};
	bool fresh = fd == -1;

	q->map = MAP_FAILED;
	q->size = note_offset(slots);
	q->fd = fresh ? memfd_create("quarantine", MFD_CLOEXEC) : fd;
	if (q->fd == -1)
		return -1;
	if ((fresh && posix_fallocate(q->fd, 0, (off_t)q->size) != 0) ||
	    fstat(q->fd, &st) == -1 || (size_t)st.st_size != q->size ||
	    fcntl(q->fd, F_SETFD, FD_CLOEXEC) == -1)
		goto fail;
	q->map =
	    mmap(NULL, q->size, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (q->map == MAP_FAILED)
		goto fail;
	if (fresh) {
		q->map->magic = MAGIC;
		q->map->slots = slots;
	}
	if (q->map->magic == MAGIC && q->map->slots == slots)
		return 0;
	errno = EINVAL;
fail:
	quarantine_close(q);
	return -1;
}

void
quarantine_close(struct quarantine *q)
{
	if (q->map != MAP_FAILED)
		munmap(q->map, q->size);
	if (q->fd != -1)
		close(q->fd);
	q->map = MAP_FAILED;
	q->fd = -1;
}

static bool
are_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/*
 * Returns the entry of the digest d, or else the one whose time ends first,
 * which d may overwrite.
 */
static struct entry *
find_entry(struct quarantine_map *map, const struct digest *d)
{
	struct entry *oldest = &map->entries[0], *e;

	for (unsigned i = 0; i < ENTRIES; i++) {
		e = &map->entries[i];
		if (e->until_ms != 0 && are_equal(&e->digest, d))
			return e;
		if (e->until_ms < oldest->until_ms)
			oldest = e;
	}
	return oldest;
}

bool
quarantine_blame(struct quarantine *q, unsigned slot)
{
	struct note *n = note_of(q, slot);
	uint64_t now = clock_now_ms();
	struct digest d = n->digest;
	struct entry *e;

	if (!n->valid || q->seconds == 0)
		return false;
	n->valid = 0;
	e = find_entry(q->map, &d);
	if (e->until_ms < now || !are_equal(&e->digest, &d)) {
		/*
		 * The entry is free, or is taken from another digest.  It is
		 * not valid while it changes, since workers read without a
		 * lock.
		 */
		e->until_ms = 0;
		e->digest = d;
		e->crashes = 0;
	}
	e->crashes++;
	e->until_ms = now + (uint64_t)q->seconds * 1000;
	return e->crashes >= CRASHES;
}

void
quarantine_absolve(struct quarantine *q, unsigned slot)
{
	note_of(q, slot)->valid = 0;
}

/*
 * Maps size bytes of fd from offset on, for a worker.  Returns them, or
 * MAP_FAILED.
 */
static void *
map_part(int fd, int protection, size_t offset, size_t size)
{
	return mmap(NULL, size, protection, MAP_SHARED, fd, (off_t)offset);
}

int
quarantine_claim(struct quarantine *q, unsigned slot)
{
	char path[64];
	void *entries, *note;
	int fd;

	if (q->seconds == 0) {
		quarantine_close(q);
		return 0;
	}
	/*
	 * The table is mapped by another descriptor, opened for reading, so
	 * that the mapping cannot be made writable later.
	 */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", q->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	entries = map_part(
	    fd == -1 ? q->fd : fd, PROT_READ, 0, sizeof(struct quarantine_map));
	note = map_part(
	    q->fd, PROT_READ | PROT_WRITE, note_offset(slot), page_size());
	if (fd != -1)
		close(fd);
	if (entries == MAP_FAILED || note == MAP_FAILED)
		return -1;
	table = entries;
	own_note = note;
	quarantine_close(q);
	return 0;
}

/*
 * Whether an input of the digest d is to be refused.  An entry whose time
 * changes while it is read does not count: the master is writing it.
 */
static bool
is_refused(const struct digest *d)
{
	uint64_t now = clock_now_ms(), until;
	const struct entry *e;

	for (unsigned i = 0; i < ENTRIES; i++) {
		e = &table->entries[i];
		until = e->until_ms;
		if (until > now && e->crashes >= CRASHES &&
		    are_equal(&e->digest, d) && e->until_ms == until)
			return true;
	}
	return false;
}

/* Returns the digest by which an entry of the quarantine knows these bytes. */
static struct digest
digest_of(const void *data, size_t size)
{
	uint8_t bytes[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	struct digest d;

	sha256_init(&sha);
	sha256_update(&sha, size, data);
	sha256_digest(&sha, sizeof(bytes), bytes);
	memcpy(&d, bytes, sizeof(d));
	return d;
}

bool
quarantine_enter(const void *data, size_t size, bool belongs_together)
{
	struct digest both[2], d;

	if (own_note == NULL)
		return true;
	d = digest_of(data, size);
	if (is_refused(&d))
		return false;
	/* Files that crash nothing alone may do so together. */
	if (belongs_together) {
		both[0] = own_note->digest;
		both[1] = d;
		d = digest_of(both, sizeof(both));
		if (is_refused(&d))
			return false;
	}
	/* A note that is cut off while it changes blames nobody. */
	own_note->valid = 0;
	own_note->digest = d;
	own_note->valid = 1;
	return true;
}

void
quarantine_leave(void)
{
	if (own_note != NULL)
		own_note->valid = 0;
}
