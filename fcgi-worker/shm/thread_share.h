/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * thread_share: how many threads a worker may have recognize beside the one
 * that it always has: as many as there are workers without work, less those
 * that other workers have already.  The threads are counted in the whole
 * scoreboard each time, so nothing is lost when a worker dies.
 */
#ifndef FCGI_WORKER_SHM_THREAD_SHARE_H
#define FCGI_WORKER_SHM_THREAD_SHARE_H

#include <stdbool.h>

#include "shm/scoreboard_writer.h"

/*
 * Gets ready to read the scoreboard b, which is still open, of a pool of this
 * many workers.  Returns a descriptor that has to stay open, or -1 when it
 * cannot be opened; then thread_share_take takes none.
 */
int thread_share_open(const struct scoreboard_writer *b, unsigned workers);

/*
 * Lets one more thread recognize, for a page.  Returns whether it may; then
 * thread_share_give() must follow.  Any thread may call them.
 */
bool thread_share_take(void);
void thread_share_give(void);

#endif
