/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * own_entry: the one record of the scoreboard that a worker writes.
 */
#include "shm/own_entry.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shm/scoreboard.h"
#include "shm/scoreboard_writer.h"
#include "shm/seqlock.h"

static struct scoreboard_entry nobody;
static struct scoreboard_entry *own_entry = &nobody;
/*
 * Two threads of a worker write its record: the main thread and the watchdog's.
 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int
own_entry_claim(struct scoreboard_writer *b, unsigned slot)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t entry_offset = offsetof(struct scoreboard_file, entries) +
			      slot * sizeof(struct scoreboard_entry);
	size_t page_offset = entry_offset - entry_offset % page;
	char *pages = mmap(NULL,
	    entry_offset - page_offset + sizeof(struct scoreboard_entry),
	    PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, (off_t)page_offset);

	if (pages == MAP_FAILED)
		return -1;
	own_entry =
	    (struct scoreboard_entry *)(void *)(pages +
						(entry_offset - page_offset));
	scoreboard_writer_close(b, false);
	return 0;
}

struct scoreboard_worker *
own_entry_edit(void)
{
	pthread_mutex_lock(&lock);
	seqlock_begin(&own_entry->sequence);
	return &own_entry->worker;
}

void
own_entry_publish(void)
{
	seqlock_end(&own_entry->sequence);
	pthread_mutex_unlock(&lock);
}

uint64_t
own_entry_deadline_ms(void)
{
	uint64_t deadline_ms;

	pthread_mutex_lock(&lock);
	deadline_ms = own_entry->worker.deadline_ms;
	pthread_mutex_unlock(&lock);
	return deadline_ms;
}
