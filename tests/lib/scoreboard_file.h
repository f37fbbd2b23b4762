/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard_file: the bytes of a scoreboard as a program of another minor
 * number writes it, by hand: each field at its place, whatever the structs of
 * this program are.
 */
#ifndef TESTS_SCOREBOARD_FILE_H
#define TESTS_SCOREBOARD_FILE_H

#include <stdint.h>
#include <string.h>

#include "fcgi-worker/shm/scoreboard.h"

#define SCOREBOARD_FILE_MAX 65536

struct scoreboard_file_bytes {
	unsigned char bytes[SCOREBOARD_FILE_MAX];
	size_t size;
};

/* The places of the header's fields, which never change. */
enum {
	SCOREBOARD_FILE_MAGIC = 0,
	SCOREBOARD_FILE_VERSION = 8,
	SCOREBOARD_FILE_MINOR = 12,
	SCOREBOARD_FILE_HEADER_SIZE = 16,
	SCOREBOARD_FILE_WORKERS = 20,
	SCOREBOARD_FILE_POOL_AT = 24,
	SCOREBOARD_FILE_POOL_SIZE = 28,
	SCOREBOARD_FILE_ENTRIES_AT = 32,
	SCOREBOARD_FILE_ENTRY_SIZE = 36,
	SCOREBOARD_FILE_WORKER_SIZE = 40,
	SCOREBOARD_FILE_FINGERPRINT = 48,
};

static inline void
scoreboard_file_put(struct scoreboard_file_bytes *f, size_t at, uint32_t value)
{
	memcpy(f->bytes + at, &value, sizeof(value));
}

/*
 * Makes a file with this header and layout.  All other bytes are 0xaa, so that
 * a test notices when a reader takes one of them for a value.
 */
static inline void
scoreboard_file_make(struct scoreboard_file_bytes *f, uint32_t minor,
    uint32_t header_size, uint32_t workers, const struct scoreboard_layout *l)
{
	const uint64_t magic = SCOREBOARD_MAGIC;

	memset(f->bytes, 0xaa, sizeof(f->bytes));
	f->size = l->entries_at + (size_t)workers * l->entry_size;
	memcpy(f->bytes + SCOREBOARD_FILE_MAGIC, &magic, sizeof(magic));
	scoreboard_file_put(f, SCOREBOARD_FILE_VERSION, SCOREBOARD_VERSION);
	scoreboard_file_put(f, SCOREBOARD_FILE_MINOR, minor);
	scoreboard_file_put(f, SCOREBOARD_FILE_HEADER_SIZE, header_size);
	scoreboard_file_put(f, SCOREBOARD_FILE_WORKERS, workers);
	scoreboard_file_put(f, SCOREBOARD_FILE_POOL_AT, l->pool_at);
	scoreboard_file_put(f, SCOREBOARD_FILE_POOL_SIZE, l->pool_size);
	scoreboard_file_put(f, SCOREBOARD_FILE_ENTRIES_AT, l->entries_at);
	scoreboard_file_put(f, SCOREBOARD_FILE_ENTRY_SIZE, l->entry_size);
	scoreboard_file_put(f, SCOREBOARD_FILE_WORKER_SIZE, l->worker_size);
}

/*
 * Writes a record of size bytes behind the guard, cut to the bytes that the
 * layout has for it (written).  The guard is even: no write is under way.
 */
static inline void
scoreboard_file_record(struct scoreboard_file_bytes *f, size_t guard,
    uint32_t written, const void *record, size_t size)
{
	scoreboard_file_put(f, guard, 2);
	memcpy(f->bytes + guard + SCOREBOARD_GUARD, record,
	    size < written ? size : written);
}

static inline void
scoreboard_file_pool(struct scoreboard_file_bytes *f,
    const struct scoreboard_layout *l, const struct scoreboard_pool *p)
{
	scoreboard_file_record(f, l->pool_at, l->pool_size, p, sizeof(*p));
}

static inline void
scoreboard_file_worker(struct scoreboard_file_bytes *f,
    const struct scoreboard_layout *l, unsigned i,
    const struct scoreboard_worker *w)
{
	scoreboard_file_record(f, l->entries_at + (size_t)i * l->entry_size,
	    l->worker_size, w, sizeof(*w));
}

#endif
