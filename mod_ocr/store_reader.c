/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copies a file of the store to an answer in lighttpd's memory, or, if it is
 * large, to a temporary file of lighttpd's.
 */

#include "mod_ocr.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/base/clock.h"
#include "store_eviction.h"
#include "store_reader.h"

enum {
	PIECE_BYTES = 65536,
	/*
	 * A step takes a millisecond: a processor without instructions for
	 * SHA-256 digests 300 MB/s.
	 */
	STEP_BYTES = 262144,
};

static unsigned char piece[PIECE_BYTES];

void
store_reader_close(struct store_reader *rd)
{
	if (rd->fd >= 0)
		close(rd->fd);
	rd->fd = -1;
	shared_answer_release(rd->answer);
	rd->answer = NULL;
}

/* Gives up reading the file and logs why.  Removes the file if what is in it is
 * of no use; after an error of reading it may be good, and stays.  Returns
 * STORE_READ_NOTHING. */
static enum store_read
give_up(struct store_reader *rd, struct store *s, enum store_fault fault,
    const unsigned char *key)
{
	store_report(
	    s, fault, fault == STORE_FAULT_READ ? strerror(errno) : NULL);
	if (fault != STORE_FAULT_READ)
		store_remove(s, key);
	store_reader_close(rd);
	return STORE_READ_NOTHING;
}

/*
 * Gives the answer its headers from the lines of an entry, such as
 * Content-Type: text/plain.  Stops at a line that is no header.
 */
static void
read_lines(struct shared_answer *a, const char *lines, size_t size)
{
	const char *end = lines + size;

	while (lines < end) {
		const char *lf = memchr(lines, '\n', (size_t)(end - lines));
		const char *colon = memchr(lines, ':', (size_t)(end - lines));
		if (lf == NULL || colon == NULL || colon + 2 > lf)
			return;
		array_set_key_value(a->headers, lines,
		    (uint32_t)(colon - lines), colon + 2,
		    (uint32_t)(lf - colon - 2));
		lines = lf + 1;
	}
}

/*
 * Appends bytes to the answer and digests them.  Returns false if they could
 * not be written to the answer's file.
 */
static bool
add_piece(struct store_reader *rd, const unsigned char *data, size_t size,
    struct store *s)
{
	chunkqueue *body = rd->answer->body;

	sha256_update(&rd->sum, size, data);
	rd->at += size;
	if (rd->entry.body_size > MEMORY_BYTES)
		return chunkqueue_append_mem_to_tempfile(
			   body, (const char *)data, size, s->errh) == 0;
	chunkqueue_append_mem(body, (const char *)data, size);
	return true;
}

/*
 * Ends a step of reading an entry.  Returns STORE_READ_MORE if more of the body
 * is to be read, and STORE_READ_WHOLE if all of it was read and has the digest
 * of what was written.  If the digest differs, removes the file and returns
 * STORE_READ_NOTHING.
 */
static enum store_read
check_whole(struct store_reader *rd, struct store *s)
{
	unsigned char digest[STORE_ENTRY_DIGEST];

	if (rd->at < rd->entry.body_size)
		return STORE_READ_MORE;
	sha256_digest(&rd->sum, sizeof(digest), digest);
	if (memcmp(digest, rd->entry.digest, sizeof(digest)) != 0)
		return give_up(rd, s, STORE_FAULT_DAMAGED, rd->entry.key);
	return STORE_READ_WHOLE;
}

/*
 * Begins the answer with the part of it that is in the first piece of the file,
 * which has size bytes.  A large answer goes to a file in the directory whose
 * index is tempdir.  Returns what check_whole() or give_up() does.
 */
static enum store_read
begin_answer(
    struct store_reader *rd, struct store *s, size_t size, uint32_t tempdir)
{
	size_t head = store_entry_body_at(&rd->entry);

	rd->answer = shared_answer_begin();
	rd->answer->id_at = rd->entry.id_at;
	rd->answer->id_size = rd->entry.id_size;
	rd->answer->body->tempdir_idx = tempdir;
	rd->answer->body->upload_temp_file_size = INT64_MAX;
	read_lines(rd->answer, (const char *)piece + STORE_ENTRY_HEAD,
	    rd->entry.lines_size);
	sha256_init(&rd->sum);
	if (size > head && !add_piece(rd, piece + head, size - head, s)) {
		errno = ENOSPC;
		return give_up(rd, s, STORE_FAULT_READ, rd->entry.key);
	}
	return check_whole(rd, s);
}

/* Takes the result from memory.  Returns false if it is not there. */
static bool
take_recent(struct store_reader *rd, struct store *s, const unsigned char *key)
{
	const struct store_memory_item *recent = store_memory_find(s, key);

	if (recent == NULL)
		return false;
	rd->entry = recent->entry;
	rd->answer = recent->answer;
	rd->answer->users++;
	return true;
}

enum store_read
store_reader_open(struct store_reader *rd, struct store *s,
    const unsigned char key[static ANSWER_KEY_SIZE], uint32_t tempdir)
{
	enum store_verdict verdict;
	enum store_read rc;
	struct stat file;
	ssize_t n;

	*rd = (struct store_reader){.fd = -1};
	if (s->dir.fd < 0)
		return STORE_READ_NOTHING;
	if (take_recent(rd, s, key))
		return STORE_READ_WHOLE;
	rd->fd = store_dir_read(&s->dir, key, &file);
	if (rd->fd < 0 && errno == ENOENT)
		return STORE_READ_NOTHING;
	if (rd->fd < 0 || (n = pread(rd->fd, piece, sizeof(piece), 0)) < 0)
		return give_up(rd, s, STORE_FAULT_READ, key);
	verdict = store_entry_read(
	    &rd->entry, piece, (uint64_t)n, (uint64_t)file.st_size, key);
	if (verdict != STORE_ENTRY_OK)
		return give_up(rd, s,
		    verdict == STORE_ENTRY_DAMAGED ? STORE_FAULT_DAMAGED
						   : STORE_FAULT_VERSION,
		    key);
	if (store_eviction_is_too_old(s, rd->entry.written_s)) {
		store_remove(s, key);
		store_reader_close(rd);
		return STORE_READ_STALE;
	}
	rc = begin_answer(rd, s, (size_t)n, tempdir);
	if (rc == STORE_READ_WHOLE)
		store_memory_put(s, &rd->entry, rd->answer, rd->fd, &file);
	return rc;
}

/* Notes the processor time of a step that began at begin_us. */
static void
note_time(struct store *s, uint64_t begin_us)
{
	uint64_t us = clock_cpu_us() - begin_us;

	if (us > s->totals.read_longest_us)
		s->totals.read_longest_us = us;
}

enum store_read
store_reader_step(struct store_reader *rd, struct store *s)
{
	uint64_t begin_at = rd->at, begin_us = clock_cpu_us();
	ssize_t n;

	while (rd->at < rd->entry.body_size && rd->at - begin_at < STEP_BYTES) {
		uint64_t left = rd->entry.body_size - rd->at;
		n = pread(rd->fd, piece,
		    left < PIECE_BYTES ? left : PIECE_BYTES,
		    (off_t)(store_entry_body_at(&rd->entry) + rd->at));
		if (n == 0) /* the file is too short */
			return give_up(
			    rd, s, STORE_FAULT_DAMAGED, rd->entry.key);
		/* add_piece() fails only if the spool has no room. */
		if (n < 0 || !add_piece(rd, piece, (size_t)n, s)) {
			errno = n < 0 ? errno : ENOSPC;
			return give_up(rd, s, STORE_FAULT_READ, rd->entry.key);
		}
	}
	note_time(s, begin_us);
	return check_whole(rd, s);
}
