/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Keeps the books of the requests that were admitted: which state each is in,
 * and which place, slot and room it takes.  A request gets a slot only while
 * fewer run than there are slots, so that no connection waits before the pool;
 * pool_watch.c says how many slots there are.  gate_admission.c admits
 * requests, and fair_queue.c decides whose turn it is.  Knows nothing of HTTP
 * or lighttpd.
 */
#include "gate.h"

#include <utlist.h>

#include "client_table.h"
#include "fair_queue.h"
#include "gate_room.h"
#include "outcome_counts.h"
#include "upload_rate.h"

void
gate_init(struct gate *g, const struct gate_limits *limits)
{
	client_table_init();
	*g = (struct gate){
	    .limits = *limits,
	    .allowed_bytes = limits->spool_bytes,
	    .next_ms = UINT64_MAX,
	};
}

void
gate_free(struct gate *g)
{
	client_table_free(g);
	g->turn = NULL;
	patience_book_free(&g->book);
}

void
gate_resize(struct gate *g, unsigned slots)
{
	g->limits.slots = slots;
}

unsigned
gate_free_slots(const struct gate *g)
{
	return g->limits.slots > g->running ? g->limits.slots - g->running : 0;
}

void
gate_give_slot(struct gate *g, struct gate_job *job, uint64_t now_ms)
{
	job->client->waiting--;
	job->state = GATE_RUNNING;
	job->running_ms = job->worker_ms = now_ms;
	DL_APPEND(g->in_slots, job);
	g->running++;
}

void
gate_begin(struct gate *g, struct gate_job *job,
    const struct gate_request *request, uint64_t now_ms)
{
	job->client = client_table_get(g, request->key);
	job->client->jobs++;
	job->client->waiting++;
	job->state = GATE_READING;
	job->class = request->class;
	job->announced = request->bytes;
	job->client_set_deadline = request->client_set_deadline;
	job->arrived_ms = now_ms;
	job->deadline_ms = now_ms + request->timeout_ms;
	job->expires_ms = upload_rate_expiry_ms(job);
	if (job->expires_ms < g->next_ms)
		g->next_ms = job->expires_ms;
	DL_APPEND(g->arriving, job);
	g->reading++;
	g->totals.requests++;
}

void
gate_enqueue(struct gate *g, struct gate_job *job, uint64_t now_ms)
{
	job->position = fair_queue_count_ahead(g, job->client) + 1;
	job->cost = fair_queue_cost(job);
	job->queued_ms = now_ms;
	job->kind = service_times_kind(job->class, job->bytes);
	job->expires_ms = fair_queue_expiry_ms(g, job, now_ms);
	DL_DELETE(g->arriving, job);
	g->reading--;
	fair_queue_add(g, job, false);
}

struct gate_job *
gate_grant(struct gate *g, uint64_t now_ms)
{
	struct gate_job *job;

	if (g->queued == 0 || gate_free_slots(g) == 0 || now_ms < g->paused_ms)
		return NULL;
	job = fair_queue_take_turn(g, now_ms);
	if (job == NULL)
		return NULL;
	job->client->credit -= job->cost;
	fair_queue_remove(g, job);
	gate_give_slot(g, job, now_ms);
	return job;
}

void
gate_requeue(struct gate *g, struct gate_job *job)
{
	DL_DELETE(g->in_slots, job);
	g->running--;
	job->client->waiting++;
	fair_queue_add(g, job, true);
}

void
gate_run_again(struct gate *g, struct gate_job *job, uint64_t now_ms)
{
	outcome_counts_add_run(g, job, GATE_EXPIRED, now_ms);
	gate_requeue(g, job);
}

void
gate_pause(struct gate *g, uint64_t now_ms, uint64_t ms)
{
	g->paused_ms = now_ms + ms;
}

struct gate_job *
gate_any(struct gate *g, enum gate_state state)
{
	if (state == GATE_READING)
		return g->arriving;
	if (state == GATE_RUNNING)
		return g->in_slots;
	if (state == GATE_SHARING)
		return g->sharers;
	return g->turn != NULL ? g->turn->head : NULL;
}

/*
 * Takes a job that ends off the counts of the spool and of its client.  The
 * client may be freed soon if it has no other job.
 */
static void
release_job(struct gate *g, struct gate_job *job)
{
	struct gate_client *c = job->client;

	g->spool_bytes -= job->bytes;
	c->bytes -= job->bytes;
	g->spool_files -= job->has_file;
	if (job->state != GATE_RUNNING)
		c->waiting--;
	c->jobs--;
	client_table_forget_idle(g, c);
}

struct gate_client *
gate_begin_drain(struct gate *g, const char *key)
{
	struct gate_client *c = client_table_get(g, key);

	if (c->drains >= g->limits.client_limit)
		return NULL; /* no more of these than places */
	c->drains++;
	return c;
}

void
gate_end_drain(struct gate *g, struct gate_client *client)
{
	client->drains--;
	client_table_forget_idle(g, client);
}

void
gate_finish(struct gate *g, struct gate_job *job, enum gate_outcome outcome,
    uint64_t now_ms)
{
	if (job->state == GATE_DONE)
		return;
	outcome_counts_add_end(g, job, outcome, now_ms);
	if (job->state == GATE_NEW)
		g->totals.requests++; /* gate_begin() counts the others */
	if (job->state == GATE_READING) {
		DL_DELETE(g->arriving, job);
		g->reading--;
	}
	if (job->state == GATE_QUEUED)
		fair_queue_remove(g, job);
	if (job->state == GATE_SHARING) {
		DL_DELETE(g->sharers, job);
		g->sharing--;
	}
	if (job->state == GATE_RUNNING) {
		DL_DELETE(g->in_slots, job);
		g->running--;
	}
	if (job->running_ms > 0)
		histogram_add(&g->wait,
		    (double)(job->running_ms - job->queued_ms) / 1000.0);
	if (job->client != NULL)
		release_job(g, job);
	job->client = NULL;
	job->outcome = outcome;
	job->state = GATE_DONE;
}
