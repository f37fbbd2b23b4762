/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Admits requests or refuses them, and keeps the books of those that are in:
 * in which state each is, and what it takes of places, slots and room.
 * fair_queue.c decides who runs next.  Knows nothing of HTTP or lighttpd.
 */
#include "gate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <utlist.h>

#include "byte_budget.h"
#include "fair_queue.h"
#include "forecast.h"
#include "outcome_counts.h"
#include "siphash.h"
#include "table_hash.h"
#include "upload_rate.h"

/* Two random keys of this process; a digest of a long client key uses both. */
static unsigned char hash_keys[2 * SIPHASH_KEY_SIZE];

/* How many services have to be measured before requests are judged by them. */
#define ENOUGH 20

/* Draws the keys that no client can know, once in this process. */
static void
draw_hash_keys(void)
{
	static bool drawn;

	/* getrandom(2) never returns fewer bytes for up to 256 of them, but may
	 * be interrupted. */
	while (!drawn && getrandom(hash_keys, sizeof(hash_keys), 0) < 0)
		;
	drawn = true;
}

void
gate_init(struct gate *g, const struct gate_limits *limits)
{
	draw_hash_keys();
	*g = (struct gate){
	    .limits = *limits,
	    .allowed_bytes = limits->spool_bytes,
	    .next_ms = UINT64_MAX,
	};
}

void
gate_free(struct gate *g)
{
	struct gate_client *c = g->clients, *next;

	HASH_CLEAR(hh, g->clients);
	for (; c != NULL; c = next) {
		next = c->hh.next;
		free(c);
	}
	g->turn = g->idle = NULL;
	patience_book_free(&g->book);
}

void
gate_key(char key[GATE_KEY_MAX + 1], const char *text, size_t len)
{
	if (len <= GATE_KEY_MAX) {
		memcpy(key, text, len);
		key[len] = '\0';
		return;
	}
	snprintf(key, GATE_KEY_MAX + 1, "#%016" PRIx64 "%016" PRIx64,
	    siphash(hash_keys, text, len),
	    siphash(hash_keys + SIPHASH_KEY_SIZE, text, len));
}

void
gate_resize(struct gate *g, unsigned slots)
{
	g->limits.slots = slots;
}

/* Returns the client of that key, even if it is the idle one, or NULL. */
static struct gate_client *
look_up(struct gate *g, const char *key)
{
	struct gate_client *c;

	if (g->idle != NULL && strcmp(g->idle->key, key) == 0)
		return g->idle;
	HASH_FIND_STR(g->clients, key, c);
	return c;
}

struct gate_client *
gate_find_client(struct gate *g, const char *key)
{
	struct gate_client *c = look_up(g, key);

	return c != g->idle ? c : NULL;
}

static struct gate_client *
add_client(struct gate *g, const char *key)
{
	struct gate_client *c = calloc(1, sizeof(*c));

	if (c == NULL)
		abort(); /* as lighttpd does on every failed allocation */
	strncpy(c->key, key, GATE_KEY_MAX);
	c->digest = siphash(hash_keys, key, strlen(key));
	HASH_ADD_STR(g->clients, key, c);
	return c;
}

/* Returns the client of that key, a new one if there is none. */
static struct gate_client *
get_client(struct gate *g, const char *key)
{
	struct gate_client *c = look_up(g, key);

	if (c == NULL)
		return add_client(g, key);
	if (c == g->idle)
		g->idle = NULL;
	return c;
}

unsigned
gate_free_slots(const struct gate *g)
{
	return g->limits.slots > g->running ? g->limits.slots - g->running : 0;
}

/* Whether the request would probably not be finished by its deadline, so that
 * it is better refused at once. */
static bool
is_too_late(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	unsigned kind = service_times_kind(r->class, r->bytes);
	uint64_t wait_ms = forecast_wait_ms(g, r->key);

	/* A few service times, multiplied by a long queue, may foretell hours.
	 * A request that has not set a deadline is not refused because of them.
	 */
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

/* Returns whether the request may come in, or why it may not. */
static enum gate_verdict
find_verdict(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	const struct gate_client *c = gate_find_client(g, r->key);

	if (c != NULL && (c->waiting >= g->limits.client_limit ||
			     !room_has_share(g, c->bytes, r->bytes)))
		return GATE_CLIENT_FULL;
	/* Requests whose body is still being read will want a place, too. */
	if (g->queued + g->reading + g->sharing >=
	    g->limits.queue_limit + gate_free_slots(g))
		return GATE_QUEUE_FULL;
	if (!room_has(g, r->bytes))
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
	job->client = get_client(g, request->key);
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
	job->client->waiting--;
	job->state = GATE_RUNNING;
	job->running_ms = now_ms;
	DL_APPEND(g->in_slots, job);
	g->running++;
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

/* Forgets what a client owes that has nothing more here.  The last such client
 * stays in the table: often the next request is of the same one. */
static void
forget_idle(struct gate *g, struct gate_client *c)
{
	if (c->jobs + c->drains > 0)
		return;
	c->credit = 0;
	if (g->idle != NULL) {
		HASH_DEL(g->clients, g->idle);
		free(g->idle);
	}
	g->idle = c;
}

/* Takes a job that ends, whether it ran or still waited, off the counts of the
 * spool and of its client, which may be freed soon if it has no other. */
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
	forget_idle(g, c);
}

struct gate_client *
gate_begin_drain(struct gate *g, const char *key)
{
	struct gate_client *c = get_client(g, key);

	if (c->drains >= g->limits.client_limit)
		return NULL; /* no more of these than places */
	c->drains++;
	return c;
}

void
gate_end_drain(struct gate *g, struct gate_client *client)
{
	client->drains--;
	forget_idle(g, client);
}

void
gate_finish(struct gate *g, struct gate_job *job, enum gate_outcome outcome,
    uint64_t now_ms)
{
	if (job->state == GATE_DONE)
		return;
	tally_end(g, job, outcome, now_ms);
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
