/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Decides whose request gets the next free slot.  Clients take turns by deficit
 * round robin: a client that sends a thousand requests has no more turns than
 * one that sends a single one.  A turn is paid for after it was taken.  Once a
 * round a newcomer goes before those that have had a turn already, as new flows
 * do in FQ-CoDel (RFC 8290, 4.2).  A job that would be finished for nobody, as
 * finish_chance.c tells, is passed over as long as there are better ones.
 */
#include "fair_queue.h"

#include <utlist.h>

#include "finish_chance.h"

/* A request costs its client 1, and 1 more for each piece of this size of its
 * body, so that a small page always fits into one turn. */
#define COST_BYTES 65536
/*
 * A client is told early that it waits in vain only if that spares it this
 * long.
 */
#define WORTH_TELLING_MS 1000
/* Chances that differ by less than this factor count as equal; then the older
 * job goes first. */
#define ALIKE 0.985
/* If the best chance is lower, the newest job goes first, since its client will
 * stay the longest. */
#define HOPELESS 0.03

unsigned
fair_queue_cost(const struct gate_job *job)
{
	return 1 + (unsigned)(job->bytes / COST_BYTES);
}

/*
 * Whether a job that the client sent now would make it a newcomer: no other job
 * of the client is queued or runs, and the client owes nothing.  c is NULL for
 * a client that has no job yet.
 */
static bool
would_be_new(const struct gate_client *c)
{
	return c == NULL ||
	       (c->queued == 0 && c->jobs == c->waiting && c->credit >= 0);
}

bool
fair_queue_goes_first(const struct gate *g, const struct gate_client *c)
{
	if (g->in_order > 0)
		return false;
	return c != NULL && c->queued > 0
		   ? c->is_new && g->newcomers == 1
		   : would_be_new(c) && g->newcomers == 0;
}

uint64_t
fair_queue_turns_of_others(
    const struct gate *g, const struct gate_client *c, int64_t owed)
{
	return !fair_queue_goes_first(g, c) + (uint64_t)(owed > 0 ? owed : 0);
}

unsigned
fair_queue_count_ahead(const struct gate *g, const struct gate_client *c)
{
	uint64_t own = c != NULL ? c->queued : 0;
	uint64_t others = g->active - (own > 0);
	int64_t owed = c != NULL ? c->cost - c->credit : 0;
	uint64_t ahead = own + others * fair_queue_turns_of_others(g, c, owed);

	return (unsigned)(ahead < g->queued ? ahead : g->queued);
}

/*
 * Puts a client that had nothing queued behind all others of the round, and
 * notes whether it is a newcomer.  A client keeps its debt as long as it has a
 * request in the gate, but loses its credit.
 */
static void
enter_round(struct gate *g, struct gate_client *c)
{
	if (c->credit > 0)
		c->credit = 0;
	c->is_new = would_be_new(c);
	g->newcomers += c->is_new;
	CDL_APPEND(g->turn, c);
	g->active++;
}

/* Ends the time in which a client is new: from now on it has its turns in the
 * order of the round. */
static void
end_newness(struct gate *g, struct gate_client *c)
{
	g->newcomers -= c->is_new;
	c->is_new = false;
}

/* Takes a client that has nothing queued any more out of the round. */
static void
leave_round(struct gate *g, struct gate_client *c)
{
	end_newness(g, c);
	CDL_DELETE(g->turn, c);
	g->active--;
	if (g->in_order > g->active)
		g->in_order = g->active;
}

void
fair_queue_add(struct gate *g, struct gate_job *job, bool in_front)
{
	struct gate_client *c = job->client;

	if (c->queued == 0)
		enter_round(g, c);
	c->queued++;
	if (in_front)
		DL_PREPEND(c->head, job);
	else
		DL_APPEND(c->head, job);
	c->cost += job->cost;
	g->queued++;
	g->queued_bytes += job->bytes;
	if (job->expires_ms < g->next_ms)
		g->next_ms = job->expires_ms;
	job->state = GATE_QUEUED;
}

void
fair_queue_remove(struct gate *g, struct gate_job *job)
{
	struct gate_client *c = job->client;

	DL_DELETE(c->head, job);
	c->cost -= job->cost;
	if (--c->queued == 0)
		leave_round(g, c);
	g->queued--;
	g->queued_bytes -= job->bytes;
}

uint64_t
fair_queue_expiry_ms(
    struct gate *g, const struct gate_job *job, uint64_t now_ms)
{
	uint64_t low_ms = service_times_low_ms(&g->times, job->kind);

	/* From low_ms before the deadline on, the client waits in vain and is
	 * told so, unless low_ms is short or is to be measured again. */
	if (low_ms < WORTH_TELLING_MS ||
	    service_times_is_due(&g->times, job->kind, now_ms))
		return job->deadline_ms;
	return now_ms + low_ms < job->deadline_ms ? job->deadline_ms - low_ms
						  : now_ms;
}

/*
 * Returns the best chance that any queued job has of being finished while
 * somebody waits for it; -1 if none has a chance.  *newest, which is NULL at
 * first, becomes the newest job that has one.  The search stops at a chance
 * that is nearly the best there can be: then any job will do for *newest.
 */
static double
find_best_chance(struct gate *g, uint64_t now_ms, struct gate_job **newest)
{
	struct gate_client *c;
	struct gate_job *job;
	double best = -1;

	CDL_FOREACH (g->turn, c)
		DL_FOREACH (c->head, job) {
			double chance = finish_chance_of(g, job, now_ms);
			if (chance < 0)
				continue;
			if (*newest == NULL ||
			    job->arrived_ms > (*newest)->arrived_ms)
				*newest = job;
			if (chance > best)
				best = chance;
			if (best > ALIKE)
				return best;
		}
	return best;
}

/* Returns the client's oldest job that has at least this chance, or NULL. */
static struct gate_job *
find_oldest(
    struct gate *g, const struct gate_client *c, double chance, uint64_t now_ms)
{
	struct gate_job *job;

	DL_FOREACH (c->head, job)
		if (finish_chance_of(g, job, now_ms) >= chance)
			return job;
	return NULL;
}

/*
 * Called when a whole round found every client in debt.  Gives each client that
 * has a job to pick the quanta of several rounds at once: as many as the client
 * that owes least needs.  So a turn is found in the next round however large
 * the bodies are.
 */
static void
give_quanta(struct gate *g)
{
	int64_t least = INT64_MAX;
	struct gate_client *c;

	CDL_FOREACH (g->turn, c)
		if (c->pick != NULL && 1 - c->credit < least)
			least = 1 - c->credit;
	CDL_FOREACH (g->turn, c)
		if (c->pick != NULL)
			c->credit += least;
}

/* Returns the job of a newcomer, which goes before clients that have had a turn
 * already, or NULL.  The job has at least this chance of being finished for
 * somebody.  The next newcomer goes first only after as many turns in order as
 * there are other clients.  So newcomers add at most one turn to a round, and a
 * client that leaves and comes again gains nothing. */
static struct gate_job *
take_newcomer_turn(struct gate *g, double chance, uint64_t now_ms)
{
	struct gate_client *c = g->turn;

	if (g->newcomers == 0 || g->in_order > 0)
		return NULL;
	for (unsigned i = 0; i < g->active; i++, c = c->next) {
		if (!c->is_new)
			continue;
		c->pick = find_oldest(g, c, chance, now_ms);
		if (c->pick == NULL)
			continue;
		if (c == g->turn)
			g->turn = c->next;
		c->credit = 1;
		g->in_order = g->active - 1;
		return c->pick;
	}
	return NULL;
}

/*
 * Deficit round robin: returns the job whose turn it is, of those that have at
 * least this chance of being finished for somebody.  The caller knows that
 * there is one.  A client pays for a turn after it was taken.  So its page
 * waits for one page of every other client however large the page is, and after
 * a large page the client's next one waits longer.  A client without a job that
 * is worth starting earns nothing meanwhile.
 */
static struct gate_job *
take_turn_in_order(struct gate *g, double chance, uint64_t now_ms)
{
	for (unsigned visited = 0;; visited++) {
		struct gate_client *c = g->turn;
		if (visited < g->active) {
			c->pick = find_oldest(g, c, chance, now_ms);
			if (c->pick != NULL && c->credit <= 0)
				c->credit++;
		} else if (visited == g->active) {
			give_quanta(g);
		}
		g->turn = c->next;
		if (c->pick != NULL && c->credit > 0) {
			if (g->in_order > 0)
				g->in_order--;
			return c->pick;
		}
	}
}

/* Returns the job whose turn it is, or NULL if none has a chance. */
static struct gate_job *
take_best_turn(struct gate *g, uint64_t now_ms)
{
	struct gate_job *newest = NULL, *job;
	double best;

	best = find_best_chance(g, now_ms, &newest);
	if (newest == NULL)
		return NULL;
	if (best < HOPELESS)
		return newest; /* its client will stay the longest */
	job = take_newcomer_turn(g, best * ALIKE, now_ms);
	return job != NULL ? job : take_turn_in_order(g, best * ALIKE, now_ms);
}

/* Returns what take_best_turn() does where one job is queued in all, as on a
 * server that is not busy. */
static struct gate_job *
take_only_turn(struct gate *g, uint64_t now_ms)
{
	struct gate_job *job = g->turn->head;
	double chance = finish_chance_of(g, job, now_ms);

	if (chance >= HOPELESS)
		job->client->credit = 1;
	return chance < 0 ? NULL : job;
}

struct gate_job *
fair_queue_take_turn(struct gate *g, uint64_t now_ms)
{
	struct gate_job *job;

	finish_chance_learn(g, now_ms);
	job = g->queued == 1 ? take_only_turn(g, now_ms)
			     : take_best_turn(g, now_ms);
	if (job == NULL)
		return NULL;
	end_newness(g, job->client);
	service_times_try(&g->times, job->kind, now_ms);
	return job;
}

uint64_t
fair_queue_oldest_wait_ms(const struct gate *g, uint64_t now_ms)
{
	const struct gate_client *c;
	uint64_t oldest = now_ms;

	CDL_FOREACH (g->turn, c)
		if (c->head->queued_ms < oldest)
			oldest = c->head->queued_ms;
	return now_ms - oldest;
}
