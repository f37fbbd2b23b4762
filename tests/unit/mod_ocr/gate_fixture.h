/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A gate, and jobs that have come so far as a test wants them to.  All fail the
 * test that calls when something is not as it should be.
 */
#ifndef TESTS_GATE_FIXTURE_H
#define TESTS_GATE_FIXTURE_H

#include "tests/lib/test.h"

#include "mod_ocr/gate.h"

/* Milliseconds, in which no test ends. */
enum { GATE_FIXTURE_FOREVER = 1000000 };

/* Two slots, and room for everything. */
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

/* Whether a request of so many bytes may come in. */
static inline enum gate_verdict
gate_fixture_admit(
    struct gate *g, const char *key, uint64_t bytes, uint64_t timeout)
{
	const struct gate_request request = {
	    .key = key, .bytes = bytes, .timeout_ms = timeout, .told = true};

	return gate_admit(g, &request, 0);
}

/* The body of the job begins to arrive. */
static inline void
gate_fixture_begin(struct gate *g, struct gate_job *job, const char *key,
    uint64_t now, uint64_t timeout)
{
	const struct gate_request request = {
	    .key = key, .timeout_ms = timeout, .told = true};

	gate_begin(g, job, &request, now);
}

/* A job whose body of so many bytes is there: it is in the queue. */
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

/* Ends the jobs, which are the last ones, and frees the gate: nothing is left
 * of them. */
static inline void
gate_fixture_finish_all(struct gate *g, struct gate_job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gate_finish(g, &jobs[i], GATE_ABORTED, 1);
	assert_null(g->clients);
	assert_null(g->turn);
	assert_int_equal(g->spool_bytes, 0);
	assert_int_equal(g->spool_files, 0);
	gate_free(g);
}

#endif
