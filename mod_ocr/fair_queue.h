/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fair_queue: the requests that wait for a slot, a queue for each client, and
 * the turns between clients.  It is a part of the gate.
 */
#ifndef MOD_OCR_FAIR_QUEUE_H
#define MOD_OCR_FAIR_QUEUE_H

#include "client_table.h"
#include "gate.h"

/* Returns what the turn of a job costs its client. */
unsigned fair_queue_cost(const struct gate_job *job);

/* Appends a job to the queue of its client; if in_front, puts it before the
 * client's other jobs.  Its state becomes QUEUED. */
void fair_queue_add(struct gate *g, struct gate_job *job, bool in_front);

/* Takes a job out of the queue of its client. */
void fair_queue_remove(struct gate *g, struct gate_job *job);

/*
 * Returns the job whose turn it is, still queued, or NULL if no queued job can
 * be finished before its deadline.  Each job has a chance to be finished while
 * its client still waits.  The turn goes from client to client, and there to
 * the oldest job that has about as good a chance as the best in the queue.  If
 * even the best chance is hopeless, the newest job of the whole queue has the
 * turn: its client will stay the longest.
 */
struct gate_job *fair_queue_take_turn(struct gate *g, uint64_t now_ms);

/*
 * Returns when a job that begins to wait is given up.  That is at its deadline,
 * or as soon as it can no longer be finished by then.  The latter counts only
 * if it spares the client a second or more.
 */
uint64_t fair_queue_expiry_ms(
    struct gate *g, const struct gate_job *job, uint64_t now_ms);

/*
 * Returns how many turns each other client will have before client c has one,
 * if c owes this much by then: one turn for each unit that c owes, and one
 * more, unless c goes first.  c is NULL for a client that has no job yet.
 */
uint64_t fair_queue_turns_of_others(
    const struct gate *g, const struct gate_client *c, int64_t owed);

/*
 * Returns how many jobs would run before a new job of client c: the queued jobs
 * of c, and those of other clients that have their turns before it.  c is NULL
 * for a client that has no job yet.
 */
unsigned fair_queue_count_ahead(
    const struct gate *g, const struct gate_client *c);

/*
 * Whether client c is a newcomer that has the next turn, before clients that
 * have had a turn already.  c is NULL for a client that has no job yet.
 */
bool fair_queue_goes_first(const struct gate *g, const struct gate_client *c);

/* Returns how long the longest waiting job has waited, 0 when nobody waits. */
uint64_t fair_queue_oldest_wait_ms(const struct gate *g, uint64_t now_ms);

#endif
