/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * board: the writing side of the scoreboard.
 */
#ifndef FCGI_WORKER_SHM_SCOREBOARD_WRITER_H
#define FCGI_WORKER_SHM_SCOREBOARD_WRITER_H

#include "shm/scoreboard.h"

struct board {
	struct scoreboard_file *map;
	unsigned places;
	int fd;
	char *path; /* NULL: in no directory */
};

/*
 * The file that shows the pool when none is named: the path of its ${socket}
 * with .board behind it, to be freed; NULL without a path.
 */
char *board_path(const char *socket);

/* The path of the unix socket ${listen_fd}, to be freed; NULL for others. */
char *board_socket(int listen_fd);

/*
 * Make a board with ${places} at ${path}, readable by the group of the
 * socket ${like} if that is not NULL; without a path it is seen by
 * this pool only.  Returns 0, or -1 with errno.
 */
int board_create(
    struct board *b, const char *path, const char *like, unsigned places);

/* Go on with the board of ${fd}, which is taken over.  As board_create. */
int board_adopt(struct board *b, int fd, const char *path, unsigned places);

/* Unmap ${b}; with ${remove}, its file goes, too. */
void board_close(struct board *b, bool remove);

/* The master's: replace the pool's record, or that of a place. */
void board_write_pool(struct board *b, const struct scoreboard_pool *p);
void board_write_worker(
    struct board *b, unsigned place, const struct scoreboard_worker *w);

/*
 * The record of ${place} as it is, even if its writer died while it wrote.
 */
struct scoreboard_worker board_worker(const struct board *b, unsigned place);

/*
 * A worker's: the place is its own from now on, and nothing else of the board
 * is to be seen in this process.  Returns 0, or -1 with errno.
 */
int board_claim(struct board *b, unsigned place);

/*
 * Begin to change the own record and end it.  Any thread may; a process
 * without a place changes a record that nobody sees.
 */
struct scoreboard_worker *board_edit(void);
void board_publish(void);

/* Now, on the clock of the board. */
uint64_t board_now_ms(void);

#endif
