/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue and its arithmetic.  Knows nothing of HTTP or lighttpd.
 */
#include "gate.h"

#include <math.h>
#include <stddef.h>

/* Weight of the newest sample in the average service time: follows a change
 * of load within some ten pages and is not thrown by one. */
#define SERVICE_WEIGHT 0.1
#define SERVICE_INITIAL_MS 1000.0
#define RETRY_MAX_S 3600.0

void
gate_init(struct gate *g, unsigned slots, unsigned queue_limit)
{
	*g = (struct gate){
	    .slots = slots,
	    .queue_limit = queue_limit,
	    .service_ms = SERVICE_INITIAL_MS,
	};
}

bool
gate_is_full(const struct gate *g)
{
	unsigned places = g->queue_limit + g->slots - g->running;

	return g->queued + g->reading >= places;
}

void
gate_read(struct gate *g, struct gate_job *job)
{
	job->state = GATE_READING;
	g->reading++;
	g->totals.requests++;
}

void
gate_park(struct gate *g, struct gate_job *job, uint64_t bytes, uint64_t now_ms)
{
	g->reading--;
	job->state = GATE_QUEUED;
	job->bytes = bytes;
	job->queued_ms = now_ms;
	job->next = NULL;
	job->prev = g->tail;
	if (g->tail != NULL)
		g->tail->next = job;
	else
		g->head = job;
	g->tail = job;
	g->queued++;
	g->queued_bytes += bytes;
}

static void
unlink_job(struct gate *g, struct gate_job *job)
{
	if (job->prev != NULL)
		job->prev->next = job->next;
	else
		g->head = job->next;
	if (job->next != NULL)
		job->next->prev = job->prev;
	else
		g->tail = job->prev;
	job->prev = job->next = NULL;
	g->queued--;
	g->queued_bytes -= job->bytes;
}

struct gate_job *
gate_grant(struct gate *g, uint64_t now_ms)
{
	struct gate_job *job = g->head;

	if (job == NULL || g->running >= g->slots)
		return NULL;
	unlink_job(g, job);
	job->state = GATE_RUNNING;
	job->running_ms = now_ms;
	g->running++;
	return job;
}

static void
count(struct gate *g, enum gate_state from, enum gate_outcome outcome)
{
	struct gate_totals *t = &g->totals;

	switch (outcome) {
	case GATE_ANSWERED:
		t->answered++;
		break;
	case GATE_FAILED:
		t->failed++;
		break;
	case GATE_SERVED:
		t->served++;
		break;
	case GATE_REFUSED:
		t->refused++;
		break;
	case GATE_ABORTED:
		if (from == GATE_QUEUED)
			t->aborted_queued++;
		else if (from == GATE_RUNNING)
			t->aborted_running++;
		else
			t->aborted_reading++;
		break;
	}
}

void
gate_finish(struct gate *g, struct gate_job *job, enum gate_outcome outcome,
    uint64_t now_ms)
{
	enum gate_state from = job->state;

	switch (from) {
	case GATE_NEW:
		g->totals.requests++;
		break;
	case GATE_READING:
		g->reading--;
		break;
	case GATE_QUEUED:
		unlink_job(g, job);
		break;
	case GATE_RUNNING:
		g->running--;
		if (outcome == GATE_ANSWERED) {
			double ms = (double)(now_ms - job->running_ms);
			g->service_ms += SERVICE_WEIGHT * (ms - g->service_ms);
		}
		break;
	case GATE_DONE:
		return;
	}
	job->state = GATE_DONE;
	count(g, from, outcome);
}

unsigned
gate_retry_after(const struct gate *g)
{
	double ahead = (double)g->queued + g->running;
	double s = ceil(ahead * g->service_ms / (g->slots * 1000.0));

	return (unsigned)fmin(fmax(s, 1.0), RETRY_MAX_S);
}
