/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * own_entry: the record of this worker in the scoreboard.
 */
#ifndef FCGI_WORKER_SHM_OWN_ENTRY_H
#define FCGI_WORKER_SHM_OWN_ENTRY_H

#include <stdint.h>

struct scoreboard_worker;
struct scoreboard_writer;

/* For a worker: takes the slot for its own.  From then on no other part of the
 * scoreboard is mapped in this process.  Returns 0, or -1 with errno. */
int own_entry_claim(struct scoreboard_writer *b, unsigned slot);

/*
 * Begins to change this worker's record, and returns it.  Other threads wait
 * until own_entry_publish().  A process that has claimed no slot changes a
 * record that nobody sees.
 */
struct scoreboard_worker *own_entry_edit(void);

/* Ends the change that own_entry_edit() began: readers see it from now on. */
void own_entry_publish(void);

/* Returns the deadline of the request that this worker is busy with, 0: none.
 */
uint64_t own_entry_deadline_ms(void);

#endif
