/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard: reads the scoreboard.  It is linked into mod_ocr as well, so it
 * depends on nothing else of the pool.
 */
#include "shm/scoreboard.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Writing a record takes a microsecond, less than one try of a reader.  If this
 * many tries fail, the writer is dead or stopped, or wants readers to try for
 * ever.
 */
#define TRIES 10

static bool
read_at(int fd, void *out, size_t size, size_t offset)
{
	return pread(fd, out, size, (off_t)offset) == (ssize_t)size;
}

/* What the header of any file of this version has: up to the layout. */
#define HEADER_MIN                                                             \
	(offsetof(struct scoreboard_file, layout) +                            \
	    sizeof(struct scoreboard_layout))
/* Larger than any offset or record will be, and small enough that sums do not
 * overflow. */
#define SPAN_MAX (1u << 20)

const struct scoreboard_layout scoreboard_layout = {
    .pool_at = offsetof(struct scoreboard_file, sequence),
    .pool_size = sizeof(struct scoreboard_pool),
    .entries_at = offsetof(struct scoreboard_file, entries),
    .entry_size = sizeof(struct scoreboard_entry),
    .worker_size = sizeof(struct scoreboard_worker),
};

static_assert(offsetof(struct scoreboard_file, pool) ==
		  offsetof(struct scoreboard_file, sequence) + SCOREBOARD_GUARD,
    "the guard of the pool's record");
static_assert(offsetof(struct scoreboard_entry, worker) == SCOREBOARD_GUARD,
    "the guard of a worker's record");

/* Whether the layout l is possible, whoever wrote it. */
static bool
is_possible(const struct scoreboard_layout *l)
{
	return l->pool_at <= SPAN_MAX && l->pool_size <= SPAN_MAX &&
	       l->entries_at <= SPAN_MAX && l->entry_size <= SPAN_MAX &&
	       l->worker_size <= SPAN_MAX &&
	       l->pool_at + SCOREBOARD_GUARD + l->pool_size <= l->entries_at &&
	       SCOREBOARD_GUARD + l->worker_size <= l->entry_size;
}

/*
 * Returns what is wrong with the header of a file of file_size bytes, or NULL.
 */
static const char *
find_fault(const struct scoreboard_file *head, uint64_t file_size)
{
	const struct scoreboard_layout *l = &head->layout;

	if (head->magic != SCOREBOARD_MAGIC)
		return "it is not a scoreboard";
	if (head->version != SCOREBOARD_VERSION)
		return "it is of another version of fcgi-worker";
	if (head->header_size < HEADER_MIN || head->header_size > l->pool_at ||
	    !is_possible(l))
		return "it is damaged";
	if (head->workers > SCOREBOARD_WORKERS_MAX ||
	    file_size < l->entries_at + (uint64_t)head->workers * l->entry_size)
		return "it is cut short";
	return NULL;
}

/* Reads the header of the file fd.  Returns NULL, or what is wrong. */
static const char *
read_header(int fd, struct scoreboard_file *head)
{
	struct stat st = {0};

	if (fd == -1 || fstat(fd, &st) == -1)
		return strerror(errno);
	if (!S_ISREG(st.st_mode) || !read_at(fd, head, HEADER_MIN, 0))
		return "it is not a scoreboard";
	return find_fault(head, (uint64_t)st.st_size);
}

struct scoreboard *
scoreboard_open(const char *path, const char **why)
{
	struct scoreboard *s = malloc(sizeof(*s));
	struct scoreboard_file head = {.magic = 0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	*why = s == NULL ? "there is no memory" : read_header(fd, &head);
	if (*why == NULL) {
		*s = (struct scoreboard){fd, head.workers,
		    head.header_size < SCOREBOARD_HEADER_SIZE
			? head.header_size
			: SCOREBOARD_HEADER_SIZE,
		    head.layout};
		return s;
	}
	if (fd != -1)
		close(fd);
	free(s);
	return NULL;
}

void
scoreboard_close(struct scoreboard *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	free(s);
}

/*
 * A part of a record.  The file has written bytes of it at offset, and the
 * reader wants size bytes of it at to.
 */
struct span {
	size_t offset, written;
	void *to;
	size_t size;
};

static bool
read_span(const struct scoreboard *s, const struct span *span)
{
	size_t common = span->written < span->size ? span->written : span->size;

	return read_at(s->fd, span->to, common, span->offset);
}

/*
 * Reads spans of a record, as they were at one moment.  What is not in the file
 * is zero, and what this program does not know is left out.  Returns false if
 * the number at guard_offset shows at each try that a writer changed the
 * record, or if the file cannot be read.
 */
static bool
read_record(const struct scoreboard *s, size_t guard_offset,
    const struct span *spans, size_t count)
{
	uint32_t before, after;

	for (size_t i = 0; i < count; i++)
		memset(spans[i].to, 0, spans[i].size);
	for (int i = 0; i < TRIES; i++) {
		if (!read_at(s->fd, &before, sizeof(before), guard_offset))
			return false;
		for (size_t k = 0; k < count; k++)
			if (!read_span(s, &spans[k]))
				return false;
		if (!read_at(s->fd, &after, sizeof(after), guard_offset))
			return false;
		if (before == after && before % 2 == 0)
			return true;
	}
	return false;
}

bool
scoreboard_read_pool(const struct scoreboard *s, struct scoreboard_pool *out)
{
	size_t guard_offset = s->layout.pool_at;
	const struct span all = {guard_offset + SCOREBOARD_GUARD,
	    s->layout.pool_size, out, sizeof(*out)};

	return read_record(s, guard_offset, &all, 1);
}

bool
scoreboard_read_version(const struct scoreboard *s, uint32_t *out)
{
	return read_at(s->fd, out, sizeof(*out), s->layout.pool_at);
}

bool
scoreboard_read_identity(
    const struct scoreboard *s, struct scoreboard_identity *out)
{
	size_t guard_offset = s->layout.pool_at;
	size_t at = offsetof(struct scoreboard_file, fingerprint);
	size_t in_pool = offsetof(struct scoreboard_pool, generation);
	const struct span both[] = {
	    {at, s->header_size < at ? 0 : s->header_size - at,
		out->fingerprint, sizeof(out->fingerprint)},
	    {guard_offset + SCOREBOARD_GUARD + in_pool,
		s->layout.pool_size < in_pool ? 0
					      : s->layout.pool_size - in_pool,
		&out->generation, sizeof(out->generation)},
	};

	return read_record(s, guard_offset, both, 2);
}

bool
scoreboard_read_worker(
    const struct scoreboard *s, unsigned slot, struct scoreboard_worker *out)
{
	size_t guard_offset =
	    s->layout.entries_at + (size_t)slot * s->layout.entry_size;
	const struct span all = {guard_offset + SCOREBOARD_GUARD,
	    s->layout.worker_size, out, sizeof(*out)};

	if (slot >= s->workers || !read_record(s, guard_offset, &all, 1))
		return false;
	out->id[SCOREBOARD_ID_MAX] = '\0';
	return true;
}

/* Whether there is a process with this number, of any user.  Processes of
 * another container are not seen, and another process may have its number after
 * a while. */
static bool
process_exists(int64_t pid)
{
	return pid <= INT32_MAX && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

bool
scoreboard_is_alive(const struct scoreboard *s, uint64_t now_ms)
{
	struct scoreboard_pool p;

	if (!scoreboard_read_pool(s, &p) || p.master <= 0)
		return false;
	if (p.heartbeat_ms + SCOREBOARD_STALE_MS >= now_ms)
		return true;
	return p.heartbeat_ms + SCOREBOARD_STARVED_MS >= now_ms &&
	       process_exists(p.master);
}

struct scoreboard_slots
scoreboard_count(const struct scoreboard *s)
{
	struct scoreboard_slots slots = {0, 0};
	struct scoreboard_worker w;
	struct scoreboard_pool p;

	if (!scoreboard_read_pool(s, &p))
		return slots;
	for (unsigned i = 0; i < s->workers; i++) {
		if (!scoreboard_read_worker(s, i, &w) ||
		    w.generation != p.generation)
			continue;
		slots.total +=
		    w.state == SCOREBOARD_IDLE || w.state == SCOREBOARD_BUSY;
		slots.free += w.state == SCOREBOARD_IDLE;
	}
	return slots;
}
