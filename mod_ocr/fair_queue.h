/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fair_queue: the requests that wait for a slot, a queue for each client, and
 * the turns between clients.  It is a part of the gate, which alone uses it.
 */
#ifndef MOD_OCR_FAIR_QUEUE_H
#define MOD_OCR_FAIR_QUEUE_H

#include "gate.h"
#include "table_hash.h"

/* One client: each that has a job that is not done, and one without. */
struct gate_client {
	char key[GATE_KEY_MAX + 1];
	UT_hash_handle hh;		 /* in the gate's table */
	uint64_t digest;		 /* of the key */
	struct gate_client *prev, *next; /* in the round */
	struct gate_job *head;		 /* its queue, oldest first */
	unsigned jobs;			 /* not done */
	unsigned waiting;		 /* of them, those that do not run */
	unsigned drains; /* refused uploads that are thrown away */
	uint64_t bytes;	 /* of room for their bodies */
	unsigned queued;
	struct gate_job
	    *pick; /* its job that would be next, while a turn is looked for */
	int64_t cost;	/* of what is queued */
	int64_t credit; /* what its turns have earned, less what it took */
	bool is_new;	/* nothing ran when it began to wait, nor has since */
};

/* Returns the client of that key, or NULL if it has nothing in the gate. */
struct gate_client *gate_find_client(struct gate *g, const char *key);

/* Returns the slots that nobody holds. */
unsigned gate_free_slots(const struct gate *g);

/* What the turn of a job costs its client. */
unsigned fair_queue_cost(const struct gate_job *job);

/* Appends a job to the queue of its client, or puts it in front. */
void fair_queue_add(struct gate *g, struct gate_job *job, bool in_front);

/* Takes a job out of the queue of its client. */
void fair_queue_remove(struct gate *g, struct gate_job *job);

/* Returns the job whose turn it is, or NULL if no queued job can be finished
 * before its deadline. */
struct gate_job *fair_queue_take_turn(struct gate *g, uint64_t now_ms);

/* Returns when a job that begins to wait is no longer worth waiting for.  When
 * it is certain not to be finished in time, its client need not wait for the
 * deadline if that spares it some time. */
uint64_t fair_queue_expiry_ms(
    struct gate *g, const struct gate_job *job, uint64_t now_ms);

/* Returns how many jobs would run before a job of client c that came now: those
 * of c, and as many turns of every other client as c has to pay for, or one
 * less when c goes first.  c may be NULL. */
unsigned fair_queue_count_ahead(
    const struct gate *g, const struct gate_client *c);

/* Whether client c is a newcomer that has the next turn, before those that have
 * had one. c is NULL for a client that has no job yet. */
bool fair_queue_goes_first(const struct gate *g, const struct gate_client *c);

#endif
