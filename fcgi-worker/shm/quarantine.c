/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quarantine: inputs that crashed workers.  Each worker notes the digest of
 * what it works on; only the master, which sees deaths, writes the table.
 *
 * The digest is SHA-256 of nettle: it needs no file, no call of the kernel
 * and no start, so it works in a confined worker, and nobody can make a
 * stranger's page look like one that crashed.
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

#include "shm/scoreboard_writer.h"
#include "base/clock.h"

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

/* Behind it a page for each note, which is all that its worker can write. */
struct quarantine_map {
	uint64_t magic;
	uint64_t places;
	struct entry entries[ENTRIES];
};

static const struct quarantine_map *table;
static struct note *mine;

static size_t
page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* Where the note of place is; that of the first free one is the end. */
static size_t
note_offset(unsigned place)
{
	size_t page = page_size();
	size_t pages = (sizeof(struct quarantine_map) + page - 1) / page;

	return (pages + place) * page;
}

static struct note *
note_of(const struct quarantine *q, unsigned place)
{
	return (struct note *)(void *)((char *)q->map + note_offset(place));
}

int
quarantine_open(struct quarantine *q, int fd, unsigned places)
{
	struct stat st = {0};
	bool fresh = fd == -1;

	q->map = MAP_FAILED;
	q->size = note_offset(places);
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
		q->map->places = places;
	}
	if (q->map->magic == MAGIC && q->map->places == places)
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
is_same(const struct digest *a, const struct digest *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* The entry of d, or the one to give up for it. */
static struct entry *
find_entry(struct quarantine_map *map, const struct digest *d)
{
	struct entry *oldest = &map->entries[0], *e;
	unsigned i;

	for (i = 0; i < ENTRIES; i++) {
		e = &map->entries[i];
		if (e->until_ms != 0 && is_same(&e->digest, d))
			return e;
		if (e->until_ms < oldest->until_ms)
			oldest = e;
	}
	return oldest;
}

bool
quarantine_blame(struct quarantine *q, unsigned place)
{
	struct note *n = note_of(q, place);
	uint64_t now = clock_now_ms();
	struct digest d = n->digest;
	struct entry *e;

	if (!n->valid || q->seconds == 0)
		return false;
	n->valid = 0;
	e = find_entry(q->map, &d);
	if (e->until_ms < now || !is_same(&e->digest, &d)) {
		/* Not valid while it changes: workers read without a lock. */
		e->until_ms = 0;
		e->digest = d;
		e->crashes = 0;
	}
	e->crashes++;
	e->until_ms = now + (uint64_t)q->seconds * 1000;
	return e->crashes >= CRASHES;
}

void
quarantine_absolve(struct quarantine *q, unsigned place)
{
	note_of(q, place)->valid = 0;
}

/* Map a part for a worker.  Returns it, or MAP_FAILED. */
static void *
map_part(int fd, int protection, size_t from, size_t size)
{
	return mmap(NULL, size, protection, MAP_SHARED, fd, (off_t)from);
}

int
quarantine_claim(struct quarantine *q, unsigned place)
{
	char path[64];
	void *entries, *note;
	int fd;

	if (q->seconds == 0) {
		quarantine_close(q);
		return 0;
	}
	/* By another descriptor, whose mapping cannot be made writable. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", q->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	entries = map_part(
	    fd == -1 ? q->fd : fd, PROT_READ, 0, sizeof(struct quarantine_map));
	note = map_part(
	    q->fd, PROT_READ | PROT_WRITE, note_offset(place), page_size());
	if (fd != -1)
		close(fd);
	if (entries == MAP_FAILED || note == MAP_FAILED)
		return -1;
	table = entries;
	mine = note;
	quarantine_close(q);
	return 0;
}

/* Whether d is to be refused. */
static bool
is_refused(const struct digest *d)
{
	uint64_t now = clock_now_ms(), until;
	const struct entry *e;
	unsigned i;

	for (i = 0; i < ENTRIES; i++) {
		e = &table->entries[i];
		until = e->until_ms;
		if (until > now && e->crashes >= CRASHES &&
		    is_same(&e->digest, d) && e->until_ms == until)
			return true;
	}
	return false;
}

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
quarantine_enter(const void *data, size_t size, bool more)
{
	struct digest d[2];

	if (mine == NULL)
		return true;
	d[0] = mine->digest;
	d[1] = digest_of(data, size);
	if (is_refused(&d[1]))
		return false;
	if (more) {
		d[1] = digest_of(d, sizeof(d));
		if (is_refused(&d[1]))
			return false;
	}
	mine->valid = 0;
	mine->digest = d[1];
	mine->valid = 1;
	return true;
}

void
quarantine_leave(void)
{
	if (mine != NULL)
		mine->valid = 0;
}
