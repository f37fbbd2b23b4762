/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whose turn it is.  Clients take turns by deficit round robin; a turn is paid
 * for after it was taken.
 */
#include "queue.h"

#include <utlist.h>

/* A turn costs a client 1 for the request and 1 for each such piece of body,
 * so that a small page always fits into one turn. */
#define COST_BYTES 65536

unsigned
queue_cost(const struct gate_job *job)
{
	return 1 + (unsigned)(job->bytes / COST_BYTES);
}

unsigned
queue_count_ahead(const struct gate *g, const struct gate_client *c)
{
	uint64_t own = c != NULL ? c->queued : 0;
	uint64_t others = g->active - (own > 0);
	int64_t owed = c != NULL ? c->cost - c->credit : 0;
	uint64_t turns = 1 + (uint64_t)(owed > 0 ? owed : 0);
	uint64_t ahead = own + others * turns;

	return (unsigned)(ahead < g->queued ? ahead : g->queued);
}

/* What a client owes it owes on, as long as it has anything here. */
static void
enter_ring(struct gate *g, struct gate_client *c)
{
	if (c->credit > 0)
		c->credit = 0;
	CDL_APPEND(g->turn, c);
	g->active++;
}

static void
leave_ring(struct gate *g, struct gate_client *c)
{
	CDL_DELETE(g->turn, c);
	g->active--;
}

void
queue_link(struct gate *g, struct gate_job *job, bool first)
{
	struct gate_client *c = job->client;

	if (c->queued++ == 0)
		enter_ring(g, c);
	if (first)
		DL_PREPEND(c->head, job);
	else
		DL_APPEND(c->head, job);
	c->cost += job->cost;
	g->queued++;
	g->queued_bytes += job->bytes;
	if (job->deadline_ms < g->next_ms)
		g->next_ms = job->deadline_ms;
	job->state = GATE_QUEUED;
}

void
queue_unlink(struct gate *g, struct gate_job *job)
{
	struct gate_client *c = job->client;

	DL_DELETE(c->head, job);
	c->cost -= job->cost;
	if (--c->queued == 0)
		leave_ring(g, c);
	g->queued--;
	g->queued_bytes -= job->bytes;
}

/* A whole round found nobody out of debt: earn at once what the one that owes
 * least needs, so that a turn is found in two rounds however large the bodies.
 */
static void
earn_together(struct gate *g)
{
	int64_t least = INT64_MAX;
	struct gate_client *c;

	CDL_FOREACH (g->turn, c)
		least = 1 - c->credit < least ? 1 - c->credit : least;
	CDL_FOREACH (g->turn, c)
		c->credit += least;
}

/* Who may go first pays afterwards: a page waits for one page of every other
 * client however large it is, and the next one of its client the longer. */
struct gate_client *
queue_take_turn(struct gate *g)
{
	for (unsigned visited = 0;; visited++) {
		struct gate_client *c = g->turn;
		if (visited < g->active)
			c->credit++;
		else if (visited == g->active)
			earn_together(g);
		g->turn = c->next;
		if (c->credit > 0)
			return c;
	}
}

uint64_t
gate_oldest_wait_ms(const struct gate *g, uint64_t now_ms)
{
	const struct gate_client *c;
	uint64_t oldest = now_ms;

	CDL_FOREACH (g->turn, c)
		if (c->head->queued_ms < oldest)
			oldest = c->head->queued_ms;
	return now_ms - oldest;
}
