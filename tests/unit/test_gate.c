/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's arithmetic: who runs next, what is counted, and that no order of
 * events breaks an invariant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "mod_ocr/gate.h"

static void
park(struct gate *g, struct gate_job *job, uint64_t bytes, uint64_t now)
{
	gate_read(g, job);
	gate_park(g, job, bytes, now);
}

static void
grants_in_order_of_arrival(void **state)
{
	struct gate g;
	struct gate_job jobs[4] = {0};

	(void)state;
	gate_init(&g, 2, 10);
	for (unsigned i = 0; i < 4; i++)
		park(&g, &jobs[i], 1, i);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[0]);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[1]);
	assert_null(gate_grant(&g, 5));
	gate_finish(&g, &jobs[1], GATE_ANSWERED, 6);
	assert_ptr_equal(gate_grant(&g, 6), &jobs[2]);
	assert_int_equal(jobs[2].running_ms, 6);
	assert_int_equal(g.running, 2);
	assert_int_equal(g.queued, 1);
}

static void
a_client_that_leaves_frees_its_place(void **state)
{
	struct gate g;
	struct gate_job jobs[3] = {0};

	(void)state;
	gate_init(&g, 1, 10);
	for (unsigned i = 0; i < 3; i++)
		park(&g, &jobs[i], 100, 0);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[0]);
	gate_finish(&g, &jobs[1], GATE_ABORTED, 1);
	assert_int_equal(g.queued, 1);
	assert_int_equal(g.queued_bytes, 100);
	assert_int_equal(g.totals.aborted_queued, 1);
	gate_finish(&g, &jobs[0], GATE_ABORTED, 1);
	assert_int_equal(g.totals.aborted_running, 1);
	assert_ptr_equal(gate_grant(&g, 1), &jobs[2]);
}

static void
ends_a_job_once(void **state)
{
	struct gate g;
	struct gate_job job = {0};

	(void)state;
	gate_init(&g, 1, 1);
	park(&g, &job, 1, 0);
	gate_grant(&g, 0);
	gate_finish(&g, &job, GATE_ANSWERED, 1);
	gate_finish(&g, &job, GATE_ABORTED, 1);
	assert_int_equal(g.running, 0);
	assert_int_equal(g.totals.answered, 1);
	assert_int_equal(g.totals.aborted_running, 0);
}

static void
is_full_counting_what_is_still_read(void **state)
{
	struct gate g;
	struct gate_job jobs[3] = {0};

	(void)state;
	gate_init(&g, 1, 2);
	for (unsigned i = 0; i < 3; i++) {
		assert_false(gate_is_full(&g));
		gate_read(&g, &jobs[i]);
	}
	assert_true(gate_is_full(&g));
	gate_park(&g, &jobs[0], 1, 0);
	gate_grant(&g, 0);
	assert_true(gate_is_full(&g));
	gate_finish(&g, &jobs[0], GATE_ANSWERED, 1);
	assert_false(gate_is_full(&g));
}

static void
retry_after_follows_load_and_service_time(void **state)
{
	struct gate g;
	struct gate_job *jobs = calloc(100, sizeof(*jobs));

	(void)state;
	assert_non_null(jobs);
	gate_init(&g, 2, 1000);
	assert_int_equal(gate_retry_after(&g), 1);
	g.service_ms = 500;
	for (unsigned i = 0; i < 100; i++)
		park(&g, &jobs[i], 1, 0);
	assert_int_equal(gate_retry_after(&g), 25);
	g.service_ms = 1e9;
	assert_int_equal(gate_retry_after(&g), 3600);
	free(jobs);
}

enum { JOBS = 64, STEPS = 1000000 };

static void
check_invariants(const struct gate *g, const struct gate_job *jobs)
{
	unsigned count[GATE_DONE + 1] = {0};
	const struct gate_totals *t = &g->totals;
	uint64_t bytes = 0;

	for (size_t i = 0; i < JOBS; i++) {
		count[jobs[i].state]++;
		if (jobs[i].state == GATE_QUEUED)
			bytes += jobs[i].bytes;
	}
	assert_int_equal(g->reading, count[GATE_READING]);
	assert_int_equal(g->queued, count[GATE_QUEUED]);
	assert_int_equal(g->running, count[GATE_RUNNING]);
	assert_int_equal(g->queued_bytes, bytes);
	assert_true(g->running <= g->slots);
	assert_int_equal(t->requests,
	    t->answered + t->failed + t->served + t->refused +
		t->aborted_reading + t->aborted_queued + t->aborted_running +
		g->reading + g->queued + g->running);
}

static void
step(struct gate *g, struct gate_job *jobs, uint64_t now)
{
	struct gate_job *job = &jobs[rand() % JOBS];

	switch (rand() % 5) {
	case 0:
		if (job->state == GATE_DONE)
			memset(job, 0, sizeof(*job));
		if (job->state == GATE_NEW)
			gate_read(g, job);
		break;
	case 1:
		if (job->state == GATE_READING)
			gate_park(g, job, (uint64_t)rand() % 99999, now);
		break;
	case 2:
	case 3:
		gate_grant(g, now);
		break;
	default:
		if (job->state != GATE_NEW)
			gate_finish(
			    g, job, (enum gate_outcome)(rand() % 5), now);
	}
}

static void
a_million_random_events_break_nothing(void **state)
{
	static struct gate_job jobs[JOBS];
	struct gate g;

	(void)state;
	srand(1);
	gate_init(&g, 7, 20);
	for (unsigned i = 0; i < STEPS; i++) {
		step(&g, jobs, i);
		check_invariants(&g, jobs);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(grants_in_order_of_arrival),
	    cmocka_unit_test(a_client_that_leaves_frees_its_place),
	    cmocka_unit_test(ends_a_job_once),
	    cmocka_unit_test(is_full_counting_what_is_still_read),
	    cmocka_unit_test(retry_after_follows_load_and_service_time),
	    cmocka_unit_test(a_million_random_events_break_nothing),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
