/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * client_table: the clients that have something in the gate, found by their
 * keys.  It is a part of the gate, which alone uses it.
 */
#ifndef MOD_OCR_CLIENT_TABLE_H
#define MOD_OCR_CLIENT_TABLE_H

#include "gate.h"
#include "table_hash.h"

/*
 * A client that has a job that is not done, or an upload that is thrown away.
 * The table has one client without any, too.
 */
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
	int64_t credit; /* quanta it was given, less the cost of its turns */
	bool is_new; /* it came with nothing queued or running, and has had no
			turn since */
};

/*
 * Draws the random keys for the digests of clients' keys, once in this process;
 * no client can know them.  To be called before the other functions.
 */
void client_table_init(void);

/* Returns the client of that key, or NULL if it has nothing in the gate. */
struct gate_client *client_table_find(struct gate *g, const char *key);

/* Returns the client of that key, a new one if there is none. */
struct gate_client *client_table_get(struct gate *g, const char *key);

/*
 * Forgets what a client owes, if it has nothing more in the gate.  Such a
 * client stays in the table until the next one takes its place: often the next
 * request is of the same client.
 */
void client_table_forget_idle(struct gate *g, struct gate_client *c);

/* Frees all clients. */
void client_table_free(struct gate *g);

#endif
