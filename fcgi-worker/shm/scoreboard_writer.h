/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard_writer: the writing side of the scoreboard.
 */
#ifndef FCGI_WORKER_SHM_SCOREBOARD_WRITER_H
#define FCGI_WORKER_SHM_SCOREBOARD_WRITER_H

#include "shm/scoreboard.h"

struct scoreboard_writer {
	struct scoreboard_file *map;
	unsigned places;
	int fd;
	char *path; /* NULL: in no directory */
};

/*
 * The file that shows the pool when none is named: the path of its socket
 * with .board behind it, to be freed; NULL without a path.
 */
char *scoreboard_writer_path(const char *socket);

/*
 * Make a board with places at path, readable by the group of the
 * socket like if that is not NULL; without a path it is seen by
 * this pool only.  Returns 0, or -1 with errno.
 */
int scoreboard_writer_create(struct scoreboard_writer *b, const char *path,
    const char *like, unsigned places);

/* Go on with the board of fd, which is taken over.  As
 * scoreboard_writer_create. */
int scoreboard_writer_adopt(
    struct scoreboard_writer *b, int fd, const char *path, unsigned places);

/* Unmap b; with remove, its file goes, too. */
void scoreboard_writer_close(struct scoreboard_writer *b, bool remove);

/* The master's: replace the pool's record, or that of a place. */
void scoreboard_writer_set_pool(
    struct scoreboard_writer *b, const struct scoreboard_pool *p);
void scoreboard_writer_set_worker(struct scoreboard_writer *b, unsigned place,
    const struct scoreboard_worker *w);

/*
 * The record of place as it is, even if its writer died while it wrote.
 */
struct scoreboard_worker scoreboard_writer_read(
    const struct scoreboard_writer *b, unsigned place);

/*
 * A worker's: the place is its own from now on, and nothing else of the board
 * is to be seen in this process.  Returns 0, or -1 with errno.
 */
int scoreboard_writer_claim(struct scoreboard_writer *b, unsigned place);

/*
 * Begin to change the own record and end it.  Any thread may; a process
 * without a place changes a record that nobody sees.
 */
struct scoreboard_worker *scoreboard_writer_edit(void);
void scoreboard_writer_publish(void);

#endif
