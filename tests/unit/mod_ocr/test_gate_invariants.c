/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * No order of events breaks an invariant of the gate.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "mod_ocr/fair_queue.h"
#include "tests/unit/mod_ocr/gate_fixture.h"

enum { JOBS = 64, CLIENTS = 9, STEPS = 1000000 };

/* Checks the counts of the clients that have requests in the queue. */
static void
check_ring(const struct gate *g)
{
	const struct gate_client *c;
	unsigned active = 0, newcomers = 0;

	CDL_FOREACH (g->turn, c) {
		active++;
		newcomers += c->is_new;
	}
	assert_int_equal(g->active, active);
	assert_int_equal(g->newcomers, newcomers);
	assert_true(g->in_order <= active);
	assert_int_equal(active > 0, g->queued > 0);
}

/* Checks that the jobs that are counted for the clients are all jobs in the
 * gate. */
static void
check_clients(const struct gate *g)
{
	unsigned jobs = 0, waiting = 0;

	for (const struct gate_client *c = g->clients; c != NULL;
	     c = c->hh.next) {
		jobs += c->jobs;
		waiting += c->waiting;
	}
	assert_int_equal(waiting, g->reading + g->queued + g->sharing);
	assert_int_equal(jobs, waiting + g->running);
}

/* Checks that the gate's sums are those of the jobs, and within the limits. */
static void
check_invariants(const struct gate *g, const struct gate_job *jobs)
{
	const struct gate_totals *t = &g->totals;
	uint64_t queued_bytes = 0, bytes = 0, ended = 0;
	unsigned count[GATE_DONE + 1] = {0}, files = 0;

	for (size_t i = 0; i < JOBS; i++) {
		const struct gate_job *job = &jobs[i];
		bool in = job->state != GATE_NEW && job->state != GATE_DONE;

		count[job->state]++;
		bytes += in ? job->bytes : 0;
		files += in && job->has_file;
		queued_bytes += job->state == GATE_QUEUED ? job->bytes : 0;
	}
	for (int i = 0; i < GATE_OUTCOMES; i++)
		ended += t->outcome[i];
	assert_int_equal(g->reading, count[GATE_READING]);
	assert_int_equal(g->queued, count[GATE_QUEUED]);
	assert_int_equal(g->running, count[GATE_RUNNING]);
	assert_int_equal(g->sharing, count[GATE_SHARING]);
	assert_int_equal(g->queued_bytes, queued_bytes);
	assert_int_equal(g->spool_bytes, bytes);
	assert_int_equal(g->spool_files, files);
	assert_true(g->spool_bytes <= g->limits.spool_bytes);
	assert_true(g->spool_files <= g->limits.spool_files);
	assert_int_equal(t->requests,
	    ended + g->reading + g->queued + g->running + g->sharing);
	check_ring(g);
	check_clients(g);
}

static void
begin(struct gate *g, struct gate_job *job, uint64_t now)
{
	char key[16];

	snprintf(key, sizeof(key), "client %d", rand() % CLIENTS);
	if (job->state == GATE_DONE)
		memset(job, 0, sizeof(*job));
	if (job->state == GATE_NEW &&
	    gate_fixture_admit(g, key, 0, 500) == GATE_ADMIT) {
		gate_fixture_begin(g, job, key, now, (uint64_t)rand() % 500);
		job->client_set_deadline = rand() % 2;
	}
}

/* Ends the jobs whose time to wait is over, and checks that these are all and
 * no others. */
static void
expire(struct gate *g, const struct gate_job *jobs, uint64_t now)
{
	struct gate_job *next;

	for (struct gate_job *job = gate_expired(g, now); job != NULL;
	     job = next) {
		next = job->next_expired;
		assert_true(job->expires_ms <= now);
		gate_finish(g, job, GATE_EXPIRED, now);
	}
	for (size_t i = 0; i < JOBS; i++)
		if (jobs[i].state == GATE_SHARING)
			assert_true(jobs[i].expires_ms > now);
}

/* Gives a job that shares an answer the slot of a running job, whose client
 * leaves. */
static void
take_over(struct gate *g, struct gate_job *job, uint64_t now)
{
	struct gate_job *leaver = gate_any(g, GATE_RUNNING);
	unsigned running = g->running;
	double wasted_s;

	if (leaver == NULL)
		return;
	wasted_s = g->totals.wasted_s[GATE_ABORTED];
	gate_take_over_slot(g, job, leaver, now);
	assert_int_equal(g->running, running);
	assert_int_equal(job->running_ms, now);
	/* The worker's time goes on, and none of it was wasted. */
	assert_int_equal(job->worker_ms, leaver->worker_ms);
	assert_true(g->totals.wasted_s[GATE_ABORTED] <= wasted_s);
}

/* Lets a job share another one's answer, or ends the sharing: it goes on to be
 * read, or takes over a slot. */
static void
step_sharing(struct gate *g, struct gate_job *job, uint64_t now)
{
	if (job->state == GATE_READING)
		gate_begin_sharing(g, job, now);
	else if (job->state == GATE_SHARING && rand() % 2)
		gate_bring_back(g, job, now);
	else if (job->state == GATE_SHARING)
		take_over(g, job, now);
}

/* Does something at random that the gate allows in the state of a random job.
 */
static void
step(struct gate *g, struct gate_job *jobs, uint64_t now)
{
	struct gate_job *job = &jobs[rand() % JOBS];
	unsigned running = g->running;

	switch (rand() % 10) {
	case 0:
	case 1:
		begin(g, job, now);
		break;
	case 2:
		if (job->state == GATE_READING)
			gate_reserve(g, job, (uint64_t)rand() % 300000);
		break;
	case 3:
		if (job->state == GATE_READING)
			gate_enqueue(g, job, now);
		break;
	case 4:
		if (gate_grant(g, now) != NULL)
			assert_true(running < g->limits.slots);
		break;
	case 5:
		if (job->state == GATE_RUNNING)
			gate_requeue(g, job);
		break;
	case 6:
		expire(g, jobs, now);
		break;
	case 7:
		gate_resize(g, (unsigned)rand() % 8);
		break;
	case 8:
		step_sharing(g, job, now);
		break;
	default:
		if (job->state != GATE_NEW)
			gate_finish(g, job,
			    (enum gate_outcome)(rand() % GATE_OUTCOMES), now);
	}
}

static void
a_million_random_events_break_nothing(void **state)
{
	static struct gate_job jobs[JOBS];
	struct gate_limits limits = gate_fixture_limits;
	struct gate g;

	(void)state;
	srand(1);
	limits.queue_limit = 20;
	limits.client_limit = 6;
	limits.spool_bytes = 2000000;
	limits.spool_files = 9;
	gate_init(&g, &limits);
	for (unsigned i = 0; i < STEPS; i++) {
		step(&g, jobs, i / 10);
		check_invariants(&g, jobs);
	}
	for (int i = 0; i < GATE_OUTCOMES; i++)
		assert_true(g.totals.outcome[i] > 0);
	assert_true(patience_is_known(&g.patience));
	for (int i = 0; i < GATE_VERDICTS; i++)
		assert_true(i == GATE_SPOOL_FULL || i == GATE_TOO_LATE ||
			    g.totals.verdict[i] > 0);
	gate_fixture_finish_all(&g, jobs, JOBS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_million_random_events_break_nothing),
	};

	return cmocka_run_group_tests_name(
	    "gate_invariants", tests, NULL, NULL);
}
