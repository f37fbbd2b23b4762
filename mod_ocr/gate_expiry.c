/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the requests whose deadline has passed, whether they arrive, wait or
 * run; timer.c dismisses them.  The functions are declared in gate.h.  Requests
 * that cannot be finished in time are refused in gate_admission.c.  A worker
 * keeps the deadline of its request, too, see
 * fcgi-worker/worker/request_deadline.c.
 */
#include <utlist.h>

#include "fair_queue.h"

struct gate_job *
gate_overdue(struct gate *g, uint64_t now_ms, uint64_t grace_ms)
{
	struct gate_job *job;

	DL_FOREACH (g->in_slots, job)
		if (job->deadline_ms + grace_ms <= now_ms)
			return job;
	return NULL;
}

/*
 * Puts the jobs that have expired in front of expired, a list, and returns the
 * longer list.  Lowers *next_ms to the earliest time at which any of jobs
 * expires.
 */
static struct gate_job *
find_expired(struct gate_job *jobs, uint64_t now_ms, uint64_t *next_ms,
    struct gate_job *expired)
{
	struct gate_job *job;

	DL_FOREACH (jobs, job) {
		if (job->expires_ms < *next_ms)
			*next_ms = job->expires_ms;
		if (job->expires_ms > now_ms)
			continue;
		job->next_expired = expired;
		expired = job;
	}
	return expired;
}

struct gate_job *
gate_expired(struct gate *g, uint64_t now_ms)
{
	struct gate_client *c;
	struct gate_job *found;
	uint64_t next_ms = UINT64_MAX;

	if (now_ms < g->next_ms)
		return NULL; /* no job expires before that */
	found = find_expired(g->arriving, now_ms, &next_ms, NULL);
	found = find_expired(g->sharers, now_ms, &next_ms, found);
	CDL_FOREACH (g->turn, c)
		found = find_expired(c->head, now_ms, &next_ms, found);
	g->next_ms = next_ms;
	return found;
}
