/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Admits requests or refuses them, and keeps the books of admitted ones: which
 * state each is in, and which place, slot and room it takes.  fair_queue.c
 * decides who runs next.  Knows nothing of HTTP or lighttpd.
 */
#include "gate.h"

#include <utlist.h>

#include "fair_queue.h"
#include "forecast.h"
#include "gate_clients.h"
#include "gate_room.h"
#include "outcome_counts.h"
#include "upload_rate.h"

/* Requests are judged by service times once this many were measured. */
#define ENOUGH 20

void
gate_init(struct gate *g, const struct gate_limits *limits)
{
	gate_clients_init();
	*g = (struct gate){
	    .limits = *limits,
	    .allowed_bytes = limits->spool_bytes,
	    .next_ms = UINT64_MAX,
	};
}

void
gate_free(struct gate *g)
{
	gate_clients_free(g);
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

/* Whether the request would probably not be finished by its deadline, so that
 * it is better refused at once. */
static bool
is_too_late(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	unsigned kind = service_times_kind(r->class, r->bytes);
	uint64_t wait_ms = forecast_wait_ms(g, r->key);

	/* Few service times, multiplied by a long queue, may wrongly foretell
	 * hours.  Because of these, only a request that has set a deadline is
	 * refused. */
	if (!r->client_set_deadline && g->service.count < ENOUGH)
		return false;
	if (wait_ms > r->timeout_ms)
		return true;
	/* A body of unknown length is judged once more when it is complete. */
	if (r->bytes == 0 || service_times_is_due(&g->times, kind, now_ms))
		return false;
	/* When others wait, the pessimistic time counts: a page that is cut off
	 * by its deadline would have taken their turn for nothing. */
	return wait_ms + (wait_ms > 0 ? service_times_high_ms(&g->times, kind)
				      : service_times_low_ms(&g->times, kind)) >
	       r->timeout_ms;
}

/* Returns GATE_ADMIT if the request may come in, or why it may not. */
static enum gate_verdict
find_verdict(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	const struct gate_client *c = gate_clients_find(g, r->key);

	if (c != NULL && (c->waiting >= g->limits.client_limit ||
			     !gate_room_has_share(g, c->bytes, r->bytes)))
		return GATE_CLIENT_FULL;
	/* Requests whose body is still being read will want a place, too. */
	if (g->queued + g->reading + g->sharing >=
	    g->limits.queue_limit + gate_free_slots(g))
		return GATE_QUEUE_FULL;
	if (!gate_room_has(g, r->bytes))
		return GATE_SPOOL_FULL;
	return is_too_late(g, r, now_ms) ? GATE_TOO_LATE : GATE_ADMIT;
}

enum gate_verdict
gate_admit(struct gate *g, const struct gate_request *request, uint64_t now_ms)
{
	enum gate_verdict verdict = find_verdict(g, request, now_ms);

	g->totals.verdict[verdict]++;
	return verdict;
}

void
gate_begin(struct gate *g, struct gate_job *job,
    const struct gate_request *request, uint64_t now_ms)
{
	job->client = gate_clients_get(g, request->key);
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
	gate_clients_forget_idle(g, c);
}

struct gate_client *
gate_begin_drain(struct gate *g, const char *key)
{
	struct gate_client *c = gate_clients_get(g, key);

	if (c->drains >= g->limits.client_limit)
		return NULL; /* no more of these than places */
	c->drains++;
	return c;
}

void
gate_end_drain(struct gate *g, struct gate_client *client)
{
	client->drains--;
	gate_clients_forget_idle(g, client);
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
