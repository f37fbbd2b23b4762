/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A gate, and jobs that have come as far as a test wants.  Each function fails
 * the test that calls it if something is not as it should be.
 */
#ifndef TESTS_GATE_FIXTURE_H
#define TESTS_GATE_FIXTURE_H

#include "tests/lib/test.h"

#include "mod_ocr/fair_queue.h"
#include "mod_ocr/gate.h"

/* Milliseconds after which every test has ended. */
enum { GATE_FIXTURE_FOREVER = 1000000 };

/* Limits with two slots, and room for everything. */
static const struct gate_limits gate_fixture_limits = {
    .slots = 2,
    .queue_limit = 100,
    .client_limit = 100,
    .spool_bytes = UINT64_MAX,
    .spool_files = 100,
    .memory_bytes = 65536,
};

static inline void
gate_fixture_open(struct gate *g, unsigned slots)
{
	struct gate_limits limits = gate_fixture_limits;

	limits.slots = slots;
	gate_init(g, &limits);
}

/* Returns the gate's verdict on a request with so many bytes that comes in. */
static inline enum gate_verdict
gate_fixture_admit(
    struct gate *g, const char *key, uint64_t bytes, uint64_t timeout)
{
	const struct gate_request request = {.key = key,
	    .bytes = bytes,
	    .timeout_ms = timeout,
	    .client_set_deadline = true};

	return gate_admit(g, &request, 0);
}

/* Lets the body of the job begin to arrive. */
static inline void
gate_fixture_begin(struct gate *g, struct gate_job *job, const char *key,
    uint64_t now, uint64_t timeout)
{
	const struct gate_request request = {
	    .key = key, .timeout_ms = timeout, .client_set_deadline = true};

	gate_begin(g, job, &request, now);
}

/* Puts a job into the queue, whose body of so many bytes has arrived. */
static inline void
gate_fixture_enqueue(
    struct gate *g, struct gate_job *job, const char *key, uint64_t bytes)
{
	gate_fixture_begin(g, job, key, 0, GATE_FIXTURE_FOREVER);
	assert_int_equal(gate_reserve(g, job, bytes), GATE_ADMIT);
	gate_enqueue(g, job, 0);
}

static inline void
gate_fixture_enqueue_all(struct gate *g, struct gate_job *jobs, int n,
    const char *key, uint64_t bytes)
{
	for (int i = 0; i < n; i++)
		gate_fixture_enqueue(g, &jobs[i], key, bytes);
}

/* Ends all jobs of the gate, in which nothing may be left of them, and frees
 * it. */
static inline void
gate_fixture_finish_all(struct gate *g, struct gate_job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gate_finish(g, &jobs[i], GATE_ABORTED, 1);
	assert_in_range(HASH_COUNT(g->clients), 0, 1);
	assert_ptr_equal(g->clients, g->idle);
	assert_null(g->turn);
	assert_int_equal(g->spool_bytes, 0);
	assert_int_equal(g->spool_files, 0);
	gate_free(g);
}

#endif
