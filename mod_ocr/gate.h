/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate: which request may come in, and which may run now.  A request is
 * read, waits its turn, runs in one of a number of slots and ends exactly once.
 * Clients take turns by deficit round robin and pay for a turn after they took
 * it.  Once a round a newcomer goes first.  A request that would probably be
 * finished too late for its deadline or its client does not run while there is
 * a better one.  Plain C: the caller passes the clock (milliseconds, monotonic)
 * and owns the jobs.
 */
#ifndef MOD_OCR_GATE_H
#define MOD_OCR_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "histogram.h"
#include "patience_book.h"
#include "service_times.h"

enum { GATE_KEY_MAX = 64 };

enum gate_state {
	GATE_NEW,
	GATE_READING, /* its body is arriving */
	GATE_QUEUED,  /* complete, waiting for a slot */
	GATE_RUNNING, /* holds a slot */
	GATE_SHARING, /* complete, waiting for the answer to another job */
	GATE_DONE,
};

enum gate_outcome {
	GATE_ANSWERED, /* by a worker, whatever the status */
	GATE_LOCAL,    /* by the gate itself, as /status is */
	GATE_REFUSED,  /* by the gate */
	GATE_EXPIRED,  /* its deadline passed */
	GATE_FAILED,   /* handed over, but no worker answered */
	GATE_ABORTED,  /* the client left */
	GATE_OUTCOMES,
};

enum gate_verdict {
	GATE_ADMIT,
	GATE_QUEUE_FULL,  /* no place to wait */
	GATE_SPOOL_FULL,  /* no room for its body: bytes or descriptors */
	GATE_CLIENT_FULL, /* this client has its share of places or room */
	GATE_TOO_LATE,	  /* its deadline would pass before it is finished */
	GATE_VERDICTS,
};

struct gate_limits {
	unsigned slots;	       /* how many may run at once */
	unsigned queue_limit;  /* how many may wait */
	unsigned client_limit; /* how many of one client may wait */
	uint64_t spool_bytes;  /* of all bodies and answers that are kept */
	unsigned spool_files;  /* how many of them may have a file */
	uint64_t memory_bytes; /* a body of up to this size has no file */
};

struct gate_client;

/* What is known of a request when its headers have come. */
struct gate_request {
	const char *key; /* of its client */
	unsigned class;	 /* class of what it asks for, see request_class.h */
	uint64_t bytes;	 /* of its body; 0: unknown */
	uint64_t timeout_ms;	  /* to its deadline */
	bool client_set_deadline; /* the client itself said how long it waits */
};

/* One request.  Zeroed by the caller, who embeds it and keeps it in place
 * until gate_finish() was called. */
struct gate_job {
	struct gate_job *prev, *next;
	struct gate_job *next_expired; /* as gate_expired() returns them */
	struct gate_client *client;
	enum gate_state state;
	enum gate_outcome outcome; /* when it is done */
	unsigned cost;		   /* of its turn, 1 for a small page */
	unsigned position; /* in the queue when it began to wait, from 1 */
	unsigned class;	   /* of what it asks for */
	unsigned kind;	   /* by class and size, once it is queued */
	bool client_set_deadline; /* its client itself set the deadline */
	bool has_file;		  /* its body is too large for memory */
	bool replayed;		  /* it is running for the second time */
	bool is_taken_over;	  /* its worker goes on for another job */
	uint64_t announced;	  /* the body's length, 0: unknown */
	uint64_t received;	  /* of the body */
	uint64_t bytes;		  /* room that is reserved for the body */
	uint64_t arrived_ms;	  /* its headers */
	uint64_t queued_ms;	  /* when it began to wait */
	uint64_t running_ms;	  /* when it got its slot */
	uint64_t worker_ms;   /* when its worker began, maybe for another job */
	uint64_t deadline_ms; /* when its answer is of no more use */
	uint64_t expires_ms;  /* when it is no longer worth waiting */
};

/* What is kept of a worker's answer until its client has it.  Zeroed by the
 * caller; it may outlast its job. */
struct gate_answer {
	uint64_t bytes;
	bool has_file;
};

struct gate_totals {
	uint64_t requests, replays;
	uint64_t shared;     /* requests that got the answer to another one */
	uint64_t remembered; /* requests whose body's digest was known */
	uint64_t digest_longest_us; /* to digest one piece of a body */
	uint64_t outcome[GATE_OUTCOMES];
	uint64_t verdict[GATE_VERDICTS];
	uint64_t aborted[GATE_DONE]; /* by the state they left in */
	uint64_t expired[GATE_DONE]; /* by the state they were in */
	double saved_s; /* workers' time that aborted jobs did not take */
	double good_s;	/* time in slots of jobs that were answered */
	double wasted_s[GATE_OUTCOMES]; /* time in slots of the other jobs */
};

struct gate {
	struct gate_limits limits;
	unsigned reading, queued, running;
	unsigned sharing;   /* jobs that were set aside */
	unsigned active;    /* clients that have something queued */
	unsigned newcomers; /* active clients that have had no turn yet */
	unsigned in_order;  /* turns in order until a newcomer may go first */
	uint64_t queued_bytes; /* of the bodies of jobs that wait for a slot */
	uint64_t spool_bytes;  /* of jobs that are not done, and of answers */
	/*
	 * The spool_bytes that are configured.  The caller lowers
	 * limits.spool_bytes while the spool's file system has room for less.
	 */
	uint64_t allowed_bytes;
	uint64_t answer_bytes; /* of answers */
	unsigned spool_files;
	double service_ms;   /* moving average of the time in a slot; 0: none */
	uint64_t paused_ms;  /* no slot is granted before */
	uint64_t next_ms;    /* no job expires before, except those in slots */
	uint64_t learned_ms; /* when patience was learned */
	double answer_rate;  /* answers a second, at rate_ms */
	uint64_t rate_ms;
	struct patience patience; /* of all clients that set no deadline */
	struct patience patience_with_deadline; /* of all that set one */
	struct patience_book book;		/* of single clients */
	struct service_times times;
	struct gate_totals totals;
	struct histogram wait, service;
	struct gate_job *arriving; /* those whose body is being read */
	struct gate_job *in_slots; /* those that run */
	struct gate_job *sharers;  /* those that wait for others' answers */
	struct gate_client
	    *turn; /* the round: active clients, the next first */
	struct gate_client *clients; /* all, by key */
	struct gate_client *idle; /* the one of them without a job, or NULL */
};

void gate_init(struct gate *g, const struct gate_limits *limits);

/* Frees the clients.  After that, jobs that are not done must not be used. */
void gate_free(struct gate *g);

/*
 * Makes the key of the client that text names: the text itself, or a digest of
 * it when it is longer than a key.  All addresses of an IPv6 /64 network are
 * one client, since one subscriber has all of them.
 */
void gate_key(char key[GATE_KEY_MAX + 1], const char *text, size_t len);

/* Sets the number of slots: a worker came or died. */
void gate_resize(struct gate *g, unsigned slots);

/* Returns GATE_ADMIT if this request may come in, or why not.  Changes nothing
 * but the count of verdicts. */
enum gate_verdict gate_admit(
    struct gate *g, const struct gate_request *request, uint64_t now_ms);

/*
 * Counts one more refused upload that is read only to be thrown away, for the
 * client with this key.  Returns the client, to be passed to gate_end_drain().
 * Returns NULL, and counts nothing, if the client has as many such uploads as
 * it may have places.  These uploads take none of its places, so that the
 * client may ask anew.
 */
struct gate_client *gate_begin_drain(struct gate *g, const char *key);
void gate_end_drain(struct gate *g, struct gate_client *client);

/* Lets in a request that gate_admit() has admitted: NEW to READING. */
void gate_begin(struct gate *g, struct gate_job *job,
    const struct gate_request *request, uint64_t now_ms);

/*
 * To be called when arrived_bytes of the job's body have arrived.  Reserves
 * room for them and for a little of what is still to come: a length that is
 * only announced takes none.  Returns GATE_ADMIT; or GATE_SPOOL_FULL if there
 * is no room, or GATE_CLIENT_FULL if its client has its share of the room.
 * Then the caller refuses the job.
 */
enum gate_verdict gate_reserve(
    struct gate *g, struct gate_job *job, uint64_t arrived_bytes);

/*
 * Counts that this many bytes of an answer are kept now; they take room as
 * bodies do.  Returns false, and does not count them, if there is no room; then
 * the caller ends the answer.
 */
bool gate_keep_answer(struct gate *g, struct gate_answer *a, uint64_t bytes);

/* Counts that nothing of the answer is kept any more. */
void gate_drop_answer(struct gate *g, struct gate_answer *a);

/* Queues a job whose body is complete: READING to QUEUED. */
void gate_enqueue(struct gate *g, struct gate_job *job, uint64_t now_ms);

/* Sets aside a job with a complete body, to share the answer to another job:
 * READING to SHARING.  It keeps its place and its deadline, and is not granted
 * a slot. */
void gate_begin_sharing(struct gate *g, struct gate_job *job, uint64_t now_ms);

/* Queues a job that was set aside for an answer that did not come: SHARING to
 * QUEUED, as the first of its client. */
void gate_bring_back(struct gate *g, struct gate_job *job, uint64_t now_ms);

/* To be called when the client of leaver has left, while job was set aside to
 * share its answer.  Finishes leaver and gives its slot to job: SHARING to
 * RUNNING.  What the worker has done counts for job. */
void gate_take_over_slot(struct gate *g, struct gate_job *job,
    struct gate_job *leaver, uint64_t now_ms);

/*
 * Gives a free slot to the job whose turn it is, see fair_queue_take_turn().
 * Moves that job to RUNNING and returns it; or returns NULL when no job is
 * queued, no slot is free, gate_pause() forbids it, or no queued job could be
 * finished before its deadline.
 */
struct gate_job *gate_grant(struct gate *g, uint64_t now_ms);

/* Takes the slot from a job that has to wait again: RUNNING back to QUEUED, as
 * the first of its client. */
void gate_requeue(struct gate *g, struct gate_job *job);

/*
 * Does the same as gate_requeue() with a job that cannot use the answer that
 * its worker gave.  The time in the slot is counted as if the job's deadline
 * had passed.
 */
void gate_run_again(struct gate *g, struct gate_job *job, uint64_t now_ms);

/* Grants no slot for ms milliseconds, since the pool cannot be reached. */
void gate_pause(struct gate *g, uint64_t now_ms, uint64_t ms);

/* Finds the jobs that are read, queued or set aside and have to end now.  The
 * deadline of such a job has passed or is too near, or its body comes too
 * slowly.  Returns the first one, or NULL; its next_expired is the second, and
 * so on.  The caller finishes them all. */
struct gate_job *gate_expired(struct gate *g, uint64_t now_ms);

/* Returns a running job whose deadline passed at least grace_ms ago, or NULL.
 * The caller finishes it and asks again. */
struct gate_job *gate_overdue(
    struct gate *g, uint64_t now_ms, uint64_t grace_ms);

/* Returns how many slots are free. */
unsigned gate_free_slots(const struct gate *g);

/* Gives a slot to a job that was taken out of the list in which it waited: from
 * now on it runs. */
void gate_give_slot(struct gate *g, struct gate_job *job, uint64_t now_ms);

/* Returns any job that is in this state, which is READING, QUEUED, SHARING or
 * RUNNING; or NULL if there is none. */
struct gate_job *gate_any(struct gate *g, enum gate_state state);

/*
 * Ends a job, in whatever state it is, and gives back what it holds: its place
 * or slot, and its room.  For a job that is DONE it does nothing, so a job is
 * counted once.
 */
void gate_finish(struct gate *g, struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

#endif
