/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * thread_share: how many threads a worker may have recognize beside the one
 * that it always has: as many as other workers are idle.
 */
#include "shm/thread_share.h"

#include <fcntl.h>
#include <stdio.h>

#include "shm/own_entry.h"

static struct scoreboard board = {.fd = -1};
static unsigned workers;

int
thread_share_open(const struct scoreboard_writer *b, unsigned count)
{
	char path[64];

	/*
	 * The descriptor of b can be written to, so a compromised worker could
	 * change the records of others with it.
	 */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", b->fd);
	board = (struct scoreboard){open(path, O_RDONLY | O_CLOEXEC), b->slots,
	    SCOREBOARD_HEADER_SIZE, scoreboard_layout};
	workers = count;
	return board.fd;
}

/* Returns how many threads of the workers recognize now: the main thread of
 * each busy worker, and the threads that help it.  A worker whose record cannot
 * be read counts as none. */
static unsigned
count_threads(void)
{
	struct scoreboard_worker w;
	unsigned sum = 0;

	for (unsigned i = 0; i < board.workers; i++) {
		if (!scoreboard_read_worker(&board, i, &w))
			continue;
		sum += w.state == SCOREBOARD_BUSY;
		/* A worker can write any number; the sum must not overflow. */
		sum += w.threads < SCOREBOARD_WORKERS_MAX ? w.threads : 0;
	}
	return sum;
}

static void
add_threads(int threads)
{
	own_entry_edit()->threads += (unsigned)threads;
	own_entry_publish();
}

bool
thread_share_take(void)
{
	if (board.fd == -1)
		return false;
	/*
	 * The thread is counted before the sum is taken, so two workers that
	 * look at the same time cannot both take the last place.
	 */
	add_threads(1);
	if (count_threads() <= workers)
		return true;
	add_threads(-1);
	return false;
}

void
thread_share_give(void)
{
	add_threads(-1);
}
