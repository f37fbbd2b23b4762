/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes answers to files with names of drafts, and renames each when it is
 * complete.  Nothing is forced to the disk (fsync): the digest in each file
 * shows what a crash of the machine has damaged.
 */

#include "mod_ocr.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <utlist.h>

#include "chunk_reader.h"
#include "fcgi-worker/base/clock.h"
#include "store_entry.h"
#include "store_writer.h"

enum {
	PIECE_BYTES = 65536,
	/* The answers that wait may have this many bytes together. */
	JOBS_BYTES = 128 << 20,
	RETRY_MS = 1000,
	FINISH_US = 1000000,
};

struct store_draft_job {
	struct store_draft_job *prev, *next;
	struct shared_answer *answer;
	struct store_entry entry;
	struct store_draft draft;
	bool begun;
	uint64_t at; /* bytes of the body that are written */
	struct sha256_ctx sum;
	char lines[STORE_ENTRY_LINES_MAX];
};

/* Whether a header tells of the one request that the worker answered. */
static bool
is_of_request(const buffer *name)
{
	return strcasecmp(name->ptr, "Server-Timing") == 0;
}

/* Writes the headers of the job's answer to j->lines, a line each, as they
 * stand in the file.  Returns false if they do not fit, or one of them would
 * take two lines. */
static bool
write_lines(struct store_draft_job *j)
{
	const array *headers = j->answer->headers;
	size_t n = 0;

	for (uint32_t i = 0; i < headers->used; i++) {
		const data_string *h = (const data_string *)headers->data[i];
		size_t name = buffer_clen(&h->key);
		size_t value = buffer_clen(&h->value);
		if (is_of_request(&h->key))
			continue;
		/* Three more bytes: ": " and the line feed. */
		if (name + value + 3 > sizeof(j->lines) - n ||
		    strpbrk(h->value.ptr, "\r\n") != NULL)
			return false;
		memcpy(j->lines + n, h->key.ptr, name);
		memcpy(j->lines + n + name, ": ", 2);
		memcpy(j->lines + n + name + 2, h->value.ptr, value);
		n += name + 2 + value;
		j->lines[n++] = '\n';
	}
	j->entry.lines_size = (uint32_t)n;
	return true;
}

/* Frees a job: its answer is written, or will not be. */
static void
free_job(struct store *s, struct store_draft_job *j)
{
	DL_DELETE(s->jobs, j);
	s->jobs_count--;
	s->jobs_bytes -= j->entry.body_size;
	store_dir_abandon(&s->dir, &j->draft);
	shared_answer_release(j->answer);
	free(j);
}

/* Returns the bytes of the blocks that the file of a job takes. */
static uint64_t
bytes_of(const struct store_draft_job *j)
{
	return store_index_blocks(store_entry_end(&j->entry)) * STORE_BLOCK;
}

bool
store_writer_has_room(const struct store *s)
{
	uint64_t next = s->jobs != NULL ? bytes_of(s->jobs) : 0;

	return store_index_bytes(s->index) + next <= s->config.limit_bytes;
}

bool
store_writer_add(struct store *s,
    const unsigned char key[static ANSWER_KEY_SIZE], struct shared_answer *a,
    uint64_t spent_ms)
{
	uint64_t size = (uint64_t)shared_answer_size(a);
	struct store_draft_job *j;

	if (s->dir.fd < 0 || size > s->config.limit_bytes)
		return false;
	if (clock_now_ms() < s->write_retry_ms ||
	    s->jobs_count >= STORE_WRITER_JOBS ||
	    s->jobs_bytes + size > JOBS_BYTES) {
		s->totals.lost++;
		return false;
	}
	store_writer_cancel(s, key);
	j = ck_calloc(1, sizeof(*j));
	a->users++;
	j->answer = a;
	j->draft.fd = -1;
	memcpy(j->entry.key, key, ANSWER_KEY_SIZE);
	j->entry.body_size = size;
	j->entry.id_at = (uint32_t)a->id_at;
	j->entry.id_size = (uint32_t)a->id_size;
	j->entry.spent_ms =
	    (uint32_t)(spent_ms < UINT32_MAX ? spent_ms : UINT32_MAX);
	sha256_init(&j->sum);
	DL_APPEND(s->jobs, j);
	s->jobs_count++;
	s->jobs_bytes += size;
	if (write_lines(j) && bytes_of(j) <= s->config.limit_bytes)
		return true;
	free_job(s, j);
	return false;
}

/* Writes all of data to the file, from its byte number at on.  Returns 0, or -1
 * with errno. */
static int
write_at(int fd, const void *data, size_t size, uint64_t at)
{
	const char *p = data;
	ssize_t n;

	for (; size > 0; size -= (size_t)n) {
		n = pwrite(fd, p, size, (off_t)at);
		if (n < 0 && errno == EINTR) {
			n = 0;
			continue;
		}
		if (n <= 0)
			return -1;
		p += n;
		at += (uint64_t)n;
	}
	return 0;
}

/*
 * Writes the next piece of the body to the draft.  Returns 0, or -1 with errno.
 */
static int
write_piece(struct store_draft_job *j)
{
	static unsigned char piece[PIECE_BYTES];
	uint64_t left = j->entry.body_size - j->at;
	size_t size = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;

	if (!chunk_reader_read(j->answer->body, (off_t)j->at, piece, size)) {
		errno = EIO;
		return -1;
	}
	sha256_update(&j->sum, size, piece);
	if (write_at(j->draft.fd, piece, size,
		store_entry_body_at(&j->entry) + j->at) < 0)
		return -1;
	j->at += size;
	return 0;
}

/* Ends the file of a result whose body is written: writes its head and headers,
 * which stand before the body, and gives the file the name that readers look
 * for.  Returns 0, or -1 with errno. */
static int
end_entry(struct store *s, struct store_draft_job *j)
{
	unsigned char head[STORE_ENTRY_HEAD];

	j->entry.written_s = store_now_s();
	sha256_digest(&j->sum, sizeof(j->entry.digest), j->entry.digest);
	store_entry_write(&j->entry, j->lines, head);
	if (write_at(j->draft.fd, head, sizeof(head), 0) < 0 ||
	    write_at(j->draft.fd, j->lines, j->entry.lines_size, sizeof(head)) <
		0 ||
	    store_dir_commit(&s->dir, &j->draft, j->entry.key) < 0)
		return -1;
	store_index_put(s->index, j->entry.key, store_entry_end(&j->entry),
	    j->entry.written_s);
	s->totals.stored++;
	return 0;
}

/*
 * Writes the next part of an answer: first makes the file, then writes one
 * piece of the body at each call, and in the end the head, after which it frees
 * the job.  Returns 0, or -1 with errno.
 */
static int
write_step(struct store *s, struct store_draft_job *j)
{
	if (!j->begun) {
		j->begun = true;
		return store_dir_begin(&s->dir, &j->draft, j->entry.key);
	}
	if (j->at < j->entry.body_size)
		return write_piece(j);
	if (end_entry(s, j) < 0)
		return -1;
	free_job(s, j);
	return 0;
}

bool
store_writer_step(struct store *s)
{
	bool full; /* the next writes would fail, too */

	if (s->jobs == NULL)
		return false;
	if (write_step(s, s->jobs) == 0)
		return true;
	full = errno == ENOSPC || errno == EDQUOT || errno == EROFS;
	store_report(s, STORE_FAULT_WRITE, strerror(errno));
	if (full) {
		s->write_retry_ms = clock_now_ms() + RETRY_MS;
		store_writer_drop(s);
	} else {
		s->totals.lost++;
		free_job(s, s->jobs);
	}
	return true;
}

bool
store_writer_cancel(
    struct store *s, const unsigned char key[static ANSWER_KEY_SIZE])
{
	struct store_draft_job *j, *next;

	DL_FOREACH_SAFE(s->jobs, j, next)
	if (memcmp(j->entry.key, key, ANSWER_KEY_SIZE) == 0) {
		free_job(s, j);
		return true;
	}
	return false;
}

void
store_writer_drop(struct store *s)
{
	while (s->jobs != NULL) {
		s->totals.lost++;
		free_job(s, s->jobs);
	}
}

void
store_writer_finish(struct store *s)
{
	uint64_t until_us = clock_now_us() + FINISH_US;

	/* No older result is removed for a new one now, so a new one that finds
	 * no room is lost. */
	while (s->dir.fd >= 0 && clock_now_us() < until_us &&
	       store_writer_has_room(s) && store_writer_step(s))
		;
	store_writer_drop(s);
}
