/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate: which request may run now.  A request is read, waits its turn,
 * runs in one of a fixed number of slots and ends exactly once.  Plain C:
 * the caller passes the clock and owns the memory.
 */
#ifndef MOD_OCR_GATE_H
#define MOD_OCR_GATE_H

#include <stdbool.h>
#include <stdint.h>

enum gate_state {
	GATE_NEW,
	GATE_READING, /* its body is arriving */
	GATE_QUEUED,  /* complete, waiting for a slot */
	GATE_RUNNING, /* holds a slot */
	GATE_DONE,
};

enum gate_outcome {
	GATE_ANSWERED, /* by a worker, whatever the status */
	GATE_FAILED,   /* handed over, but no worker answered */
	GATE_SERVED,   /* by the gate itself, as /status is */
	GATE_REFUSED,  /* by the gate */
	GATE_ABORTED,  /* the client left */
};

/* One request.  Zeroed by the caller, who embeds it and keeps it in place
 * until gate_finish() was called. */
struct gate_job {
	struct gate_job *prev, *next;
	enum gate_state state;
	uint64_t bytes;	     /* of the body, once it is complete */
	uint64_t queued_ms;  /* when it began to wait */
	uint64_t running_ms; /* when it got its slot */
};

struct gate_totals {
	uint64_t requests;
	uint64_t answered, failed, served, refused;
	uint64_t aborted_reading, aborted_queued, aborted_running;
};

struct gate {
	unsigned slots;	      /* how many may run at once */
	unsigned queue_limit; /* how many may wait */

	unsigned reading, queued, running;
	uint64_t queued_bytes;
	double service_ms; /* moving average of the time in a slot */
	struct gate_totals totals;
	struct gate_job *head, *tail; /* the queue, oldest first */
};

void gate_init(struct gate *g, unsigned slots, unsigned queue_limit);

/* True when one more request could only be turned away: everything that can
 * wait already waits, counting the requests still being read, since each of
 * them will want a place too. */
bool gate_is_full(const struct gate *g);

/* A new request begins: NEW to READING. */
void gate_read(struct gate *g, struct gate_job *job);

/* Its body, BYTES long, is complete: READING to QUEUED. */
void gate_park(
    struct gate *g, struct gate_job *job, uint64_t bytes, uint64_t now_ms);

/* The longest waiting job, moved to RUNNING, or NULL when no slot is free or
 * nobody waits. */
struct gate_job *gate_grant(struct gate *g, uint64_t now_ms);

/* The end of JOB from any state but DONE, where it does nothing: a job is
 * counted once. */
void gate_finish(struct gate *g, struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms);

/* Seconds after which a new request would find its turn, for Retry-After:
 * what waits and runs, times the measured service time, over the slots.
 * At least 1, at most 3600. */
unsigned gate_retry_after(const struct gate *g);

#endif
