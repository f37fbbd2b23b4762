/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Computes the chance of a queued job from its deadline, from how long jobs of
 * its kind take, and from how long clients wait.
 */
#include "finish_chance.h"

#include <utlist.h>

/* What was learned is used for this many ms, or until much more is known. */
#define LEARN_MS 50
/*
 * The chance of a job that has enough time left for the fastest jobs of its
 * kind, but not for most of them.
 */
#define UNSURE 0.5

uint64_t
finish_chance_patience_key(const struct gate_job *job)
{
	return job->client->digest ^ (uint64_t)job->client_set_deadline;
}

/*
 * Counts the queued jobs of c in waiting[], by the class of their age.  Counts
 * only jobs whose client set a deadline, or only those whose client set none.
 */
static void
count_waiting(const struct gate_client *c, bool client_set_deadline,
    uint64_t now_ms, unsigned waiting[])
{
	const struct gate_job *job;

	DL_FOREACH (c->head, job)
		if (job->client_set_deadline == client_set_deadline)
			waiting[patience_class(now_ms - job->arrived_ms)]++;
}

/*
 * Computes anew how long clients wait, from those that have left or got an
 * answer and those that wait now: clients that set a deadline, or clients that
 * set none.  Does nothing as long as too few of them have left.
 */
static void
learn_of_all(struct gate *g, struct patience *p, bool client_set_deadline,
    uint64_t now_ms)
{
	unsigned waiting[PATIENCE_CLASSES] = {0};
	const struct gate_client *c;

	if (!patience_is_known(p))
		return;
	CDL_FOREACH (g->turn, c)
		count_waiting(c, client_set_deadline, now_ms, waiting);
	patience_learn(p, waiting);
}

void
finish_chance_learn(struct gate *g, uint64_t now_ms)
{
	if (g->learned_ms > 0 && now_ms < g->learned_ms + LEARN_MS &&
	    !patience_has_news(&g->patience) &&
	    !patience_has_news(&g->patience_with_deadline))
		return;
	g->learned_ms = now_ms;
	learn_of_all(g, &g->patience, false, now_ms);
	learn_of_all(g, &g->patience_with_deadline, true, now_ms);
}

/*
 * Returns what is known of all clients that set a deadline if job's client set
 * one, else of all clients that set none.
 */
static const struct patience *
patience_of_all(const struct gate *g, const struct gate_job *job)
{
	return job->client_set_deadline ? &g->patience_with_deadline
					: &g->patience;
}

/*
 * Returns how long clients like this job's wait: what is known of its own
 * client, if that is enough, else what is known of all.  Learns anew what is
 * out of date.
 */
static const struct patience *
patience_of(struct gate *g, const struct gate_job *job, uint64_t now_ms)
{
	struct patience_page *own =
	    patience_book_find(&g->book, finish_chance_patience_key(job));

	if (own == NULL)
		return patience_of_all(g, job);
	if (own->learned_ms == 0 || now_ms >= own->learned_ms + LEARN_MS ||
	    patience_has_news(own->patience)) {
		unsigned waiting[PATIENCE_CLASSES] = {0};

		own->learned_ms = now_ms;
		count_waiting(
		    job->client, job->client_set_deadline, now_ms, waiting);
		patience_learn(own->patience, waiting);
	}
	return own->patience;
}

double
finish_chance_of(struct gate *g, const struct gate_job *job, uint64_t now_ms)
{
	uint64_t high_ms = service_times_high_ms(&g->times, job->kind);
	uint64_t low_ms = service_times_low_ms(&g->times, job->kind);
	uint64_t age_ms = now_ms - job->arrived_ms;
	uint64_t service_ms = high_ms > 0 ? high_ms : (uint64_t)g->service_ms;
	double chance = 1;

	if (now_ms >= job->deadline_ms)
		return -1;
	if (now_ms + high_ms > job->deadline_ms &&
	    !service_times_is_due(&g->times, job->kind, now_ms)) {
		if (now_ms + low_ms > job->deadline_ms)
			return -1;
		chance = UNSURE;
	}
	if (!patience_is_known(patience_of_all(g, job)))
		return chance;
	return chance *
	       patience_stay(patience_of(g, job, now_ms), age_ms, service_ms);
}
