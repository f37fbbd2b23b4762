/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's part of single_flight.c: the jobs that wait not for a slot but for
 * the answer to another job.  They delay nobody, and keep their place and their
 * deadline.  The functions are declared in gate.h.
 */
#include <utlist.h>

#include "fair_queue.h"

void
gate_begin_sharing(struct gate *g, struct gate_job *job, uint64_t now_ms)
{
	job->cost = fair_queue_cost(job);
	job->queued_ms = now_ms;
	job->kind = service_times_kind(job->class, job->bytes);
	job->expires_ms = job->deadline_ms;
	if (job->expires_ms < g->next_ms)
		g->next_ms = job->expires_ms;
	DL_DELETE(g->arriving, job);
	g->reading--;
	DL_APPEND(g->sharers, job);
	g->sharing++;
	job->state = GATE_SHARING;
}

/* Takes a job out of the list of those that wait for another's answer. */
static void
end_sharing(struct gate *g, struct gate_job *job)
{
	DL_DELETE(g->sharers, job);
	g->sharing--;
}

void
gate_bring_back(struct gate *g, struct gate_job *job, uint64_t now_ms)
{
	end_sharing(g, job);
	job->position = 1;
	job->expires_ms = fair_queue_expiry_ms(g, job, now_ms);
	fair_queue_add(g, job, true);
}

void
gate_take_over_slot(struct gate *g, struct gate_job *job,
    struct gate_job *leaver, uint64_t now_ms)
{
	leaver->is_taken_over = true;
	gate_finish(g, leaver, GATE_ABORTED, now_ms);
	end_sharing(g, job);
	gate_give_slot(g, job, now_ms);
	job->worker_ms = leaver->worker_ms;
}
