/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts requests when they end, and learns from them how long requests take
 * and how long clients wait.
 */
#include "outcome_counts.h"

#include <math.h>

#include "finish_chance.h"

/* Weight of the newest sample in the average service time: the average follows
 * a change of load within some ten pages, and a single page changes it little.
 */
#define SERVICE_WEIGHT 0.1
/* Answers older than this count little in the rate of answers. */
#define RATE_MS 10000.0

double
outcome_counts_answer_rate(const struct gate *g, uint64_t now_ms)
{
	double ms = (double)(now_ms - g->rate_ms);

	return g->answer_rate * exp(-ms / RATE_MS);
}

void
outcome_counts_add_run(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms)
{
	double ran_ms = (double)(now_ms - job->worker_ms), weight;

	if (outcome != GATE_FAILED)
		service_times_add(&g->times, job->kind, now_ms - job->worker_ms,
		    outcome == GATE_ANSWERED);
	if (outcome != GATE_ANSWERED) {
		g->totals.wasted_s[outcome] += ran_ms / 1000.0;
		return;
	}
	g->totals.good_s += ran_ms / 1000.0;
	g->answer_rate =
	    outcome_counts_answer_rate(g, now_ms) + 1000.0 / RATE_MS;
	g->rate_ms = now_ms;
	histogram_add(&g->service, ran_ms / 1000.0);
	weight = fmax(SERVICE_WEIGHT, 1.0 / (double)g->service.count);
	g->service_ms += weight * (ran_ms - g->service_ms);
}

void
outcome_counts_add_end(struct gate *g, const struct gate_job *job,
    enum gate_outcome outcome, uint64_t now_ms)
{
	double ran_ms = (double)(now_ms - job->worker_ms);
	/* A run with which another job goes on has not ended. */
	bool ends_run = job->state == GATE_RUNNING && !job->is_taken_over;
	enum gate_state stage =
	    job->state == GATE_NEW ? GATE_READING : job->state;

	g->totals.outcome[outcome]++;
	if (outcome == GATE_EXPIRED)
		g->totals.expired[stage]++;
	if (outcome == GATE_ABORTED)
		g->totals.aborted[stage]++;
	if (ends_run)
		outcome_counts_add_run(g, job, outcome, now_ms);
	if (outcome == GATE_ABORTED && job->state == GATE_QUEUED)
		g->totals.saved_s += g->service_ms / 1000.0;
	if (outcome == GATE_ABORTED && ends_run)
		g->totals.saved_s += fmax(g->service_ms - ran_ms, 0) / 1000.0;
	if (stage == GATE_READING)
		return; /* its client did not wait for an answer yet */
	/* How long the client waited, and whether it left, tells of all clients
	 * and of this one. */
	patience_add(job->client_set_deadline ? &g->patience_with_deadline
					      : &g->patience,
	    now_ms - job->arrived_ms, outcome == GATE_ABORTED);
	patience_book_add(&g->book, finish_chance_patience_key(job),
	    now_ms - job->arrived_ms, outcome == GATE_ABORTED, now_ms);
}
