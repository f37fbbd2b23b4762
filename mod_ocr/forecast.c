/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Estimates from the queue and from measured times, such as the wait that
 * Retry-After tells a refused client.  Changes neither.
 */
#include "forecast.h"

#include <math.h>
#include <utlist.h>

#include "fair_queue.h"

#define RETRY_MAX_S 3600.0
#define MOST_HAVE_LEFT 0.1 /* the share that is still there */

unsigned
forecast_position(const struct gate *g, const struct gate_job *job)
{
	const struct gate_client *c = job->client;
	const struct gate_job *earlier;
	uint64_t own = 0, others = g->active - 1, ahead;
	int64_t owed = -c->credit;

	DL_FOREACH (c->head, earlier) {
		if (earlier == job)
			break;
		own++;
		owed += earlier->cost;
	}
	ahead = own + others * fair_queue_turns_of_others(g, c, owed);
	return (unsigned)(ahead < g->queued ? ahead : g->queued - 1) + 1;
}

/* Returns how many milliseconds a job will probably take in its slot: the
 * middle of what jobs of its kind took, or if none of these were measured, the
 * average of all jobs; 0 if there was no job yet. */
static double
service_ms(struct gate *g, const struct gate_job *job)
{
	uint64_t high_ms = service_times_high_ms(&g->times, job->kind);
	uint64_t low_ms = service_times_low_ms(&g->times, job->kind);

	if (high_ms > 0)
		return (double)(low_ms + high_ms) / 2;
	return g->service_ms;
}

int64_t
forecast_left_ms(struct gate *g, const struct gate_job *job, unsigned page,
    unsigned pages, uint64_t now_ms)
{
	unsigned slots = g->limits.slots > 0 ? g->limits.slots : 1;
	double whole_ms = service_ms(g, job), passed_ms = 0;

	if (job->state == GATE_RUNNING) {
		passed_ms = (double)(now_ms - job->worker_ms);
		/* The pages that are done tell most.  On average, half of the
		 * page that is being read is done. */
		if (page > 1 && page <= pages)
			whole_ms = passed_ms * pages / (page - 0.5);
		return whole_ms > passed_ms ? (int64_t)(whole_ms - passed_ms)
					    : -1;
	}
	if (job->state != GATE_QUEUED || whole_ms <= 0 || g->service_ms <= 0)
		return -1;
	return (int64_t)(whole_ms +
			 g->service_ms * forecast_position(g, job) / slots);
}

uint64_t
forecast_wait_ms(struct gate *g, const char *key)
{
	unsigned slots = g->limits.slots > 0 ? g->limits.slots : 1;
	unsigned ahead;
	uint64_t wait_ms, most_left_ms;

	if (gate_free_slots(g) > g->queued)
		return 0; /* whichever of them go first */
	ahead = fair_queue_count_ahead(g, client_table_find(g, key));
	if (gate_free_slots(g) > ahead)
		return 0;
	wait_ms = (uint64_t)((ahead + 1.0) * g->service_ms / slots);
	/* The jobs ahead of it whose clients leave do not run. */
	most_left_ms = patience_age_ms(&g->patience, MOST_HAVE_LEFT);
	return most_left_ms < wait_ms ? most_left_ms : wait_ms;
}

unsigned
forecast_retry_after(struct gate *g, const char *key)
{
	double s = ceil((double)forecast_wait_ms(g, key) / 1000.0);

	return (unsigned)fmin(fmax(s, 1.0), RETRY_MAX_S);
}
