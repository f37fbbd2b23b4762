/* SPDX-License-Identifier: BSD-3-Clause */
/* scoreboard_writer: creates and writes the scoreboard. */
#ifndef FCGI_WORKER_SHM_SCOREBOARD_WRITER_H
#define FCGI_WORKER_SHM_SCOREBOARD_WRITER_H

#include "shm/scoreboard.h"

struct scoreboard_writer {
	struct scoreboard_file *map;
	unsigned slots;
	int fd;
	char *path; /* NULL: it has no file */
};

/*
 * Returns the path of the scoreboard if none is configured: that of the socket
 * with .board behind it, to be freed.  Returns NULL if socket is NULL.
 */
char *scoreboard_writer_path(const char *socket);

/*
 * Makes a scoreboard for this many slots, in the file at path.  If path is
 * NULL, there is no file, and only this pool sees the scoreboard.  socket is
 * the path of the pool's socket, or NULL; the socket's group may read the file.
 * Returns 0, or -1 with errno.
 */
int scoreboard_writer_create(struct scoreboard_writer *b, const char *path,
    const char *socket, unsigned slots);

/*
 * Checks that the file of b still has its name and its size.  One that was cut
 * is filled up with zeros, so that nobody who writes to the mapping is killed.
 * Returns 0, or -1 when the file was cut or has lost its name.
 */
int scoreboard_writer_check_file(const struct scoreboard_writer *b);

/*
 * Makes b the scoreboard that is open as fd; b owns fd from now on.  path is
 * the scoreboard's file, or NULL if it has none.  Its records may have other
 * fields at their ends.  Returns 0.  If it is of another version, has another
 * number of slots, or its file has lost its name: closes fd and returns -1 with
 * EINVAL.
 */
int scoreboard_writer_adopt(
    struct scoreboard_writer *b, int fd, const char *path, unsigned slots);

/*
 * Gives the records of an adopted scoreboard the fields that this program
 * knows.  Those that the last program did not know are zero already; those that
 * only the last program knew become zero.  Its workers go on writing the fields
 * that they know.
 */
void scoreboard_writer_take_over(struct scoreboard_writer *b);

/* Unmaps and closes the scoreboard; if remove, removes its file, too. */
void scoreboard_writer_close(struct scoreboard_writer *b, bool remove);

/* The master calls these to replace the pool's record, the pool's fingerprint,
 * or the record of a slot. */
void scoreboard_writer_set_pool(
    struct scoreboard_writer *b, const struct scoreboard_pool *p);
void scoreboard_writer_set_fingerprint(struct scoreboard_writer *b,
    const unsigned char fingerprint[static SCOREBOARD_FINGERPRINT]);
void scoreboard_writer_set_worker(struct scoreboard_writer *b, unsigned slot,
    const struct scoreboard_worker *w);

/*
 * Returns the record of slot as it is, even if its writer died while it wrote.
 */
struct scoreboard_worker scoreboard_writer_read(
    const struct scoreboard_writer *b, unsigned slot);

#endif
