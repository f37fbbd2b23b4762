/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a request in the gate can expect.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/forecast.h"
#include "tests/unit/mod_ocr/gate_fixture.h"

enum { JOBS = 8 };

static struct gate gate;
static struct gate_job jobs[JOBS];

static int
setup(void **state)
{
	(void)state;
	memset(jobs, 0, sizeof(jobs));
	gate_init(&gate, &gate_fixture_limits);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	for (int i = 0; i < JOBS; i++)
		gate_finish(
		    &gate, &jobs[i], GATE_ABORTED, GATE_FIXTURE_FOREVER);
	gate_free(&gate);
	return 0;
}

static void
a_client_alone_waits_in_order(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		gate_fixture_enqueue(&gate, &jobs[i], "a", 1);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(forecast_position(&gate, &jobs[i]), i + 1);
	assert_ptr_equal(gate_grant(&gate, 1), &jobs[0]);
	for (unsigned i = 1; i < 4; i++)
		assert_int_equal(forecast_position(&gate, &jobs[i]), i);
}

/* A client that came later takes its turns meanwhile. */
static void
others_take_turns(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		gate_fixture_enqueue(&gate, &jobs[i], "a", 1);
	gate_fixture_enqueue(&gate, &jobs[4], "b", 1);
	assert_in_range(forecast_position(&gate, &jobs[4]), 1, 2);
	assert_in_range(forecast_position(&gate, &jobs[3]), 4, 5);
	assert_ptr_equal(gate_grant(&gate, 1), &jobs[0]);
	assert_ptr_equal(gate_grant(&gate, 1), &jobs[4]);
	assert_int_equal(forecast_position(&gate, &jobs[1]), 1);
}

static void
says_nothing_while_nothing_is_known(void **state)
{
	(void)state;
	gate_fixture_enqueue(&gate, &jobs[0], "a", 1);
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 0, 0, 1), -1);
	assert_ptr_equal(gate_grant(&gate, 1), &jobs[0]);
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 0, 0, 1), -1);
}

static void
goes_by_the_pages_that_are_read(void **state)
{
	(void)state;
	gate_fixture_enqueue(&gate, &jobs[0], "a", 1);
	assert_ptr_equal(gate_grant(&gate, 0), &jobs[0]);
	/* 5 s are for two and a half of ten pages. */
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 3, 10, 5000), 15000);
	/* A page number out of bounds does not count. */
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 11, 10, 5000), -1);
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 0, 10, 5000), -1);
}

static void
goes_by_the_times_that_were_measured(void **state)
{
	(void)state;
	gate_fixture_enqueue(&gate, &jobs[0], "a", 1);
	gate_fixture_enqueue(&gate, &jobs[1], "a", 1);
	gate.service_ms = 1000;
	for (int i = 0; i < 10; i++)
		service_times_add(&gate.times, jobs[0].kind, 2000, true);
	/* It has its own 2 s left, and half of 1 s for itself and each one
	 * before it. */
	assert_int_equal(forecast_left_ms(&gate, &jobs[1], 0, 0, 1), 3000);
	assert_ptr_equal(gate_grant(&gate, 0), &jobs[0]);
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 0, 0, 500), 1500);
	assert_int_equal(forecast_left_ms(&gate, &jobs[0], 0, 0, 2500), -1);
}

/* A client that is refused may come again when most of those before it have
 * left. */
static void
goes_by_the_patience_that_was_learned(void **state)
{
	const unsigned nobody[PATIENCE_CLASSES] = {0};

	(void)state;
	for (int i = 0; i < JOBS; i++)
		gate_fixture_enqueue(&gate, &jobs[i], "a", 1);
	gate.service_ms = 1000;
	assert_int_equal(forecast_retry_after(&gate, "a"), 5);
	for (int i = 0; i < 1000; i++)
		patience_add(&gate.patience, 2000, true);
	patience_learn(&gate.patience, nobody);
	assert_in_range(forecast_wait_ms(&gate, "a"), 1900, 2000);
	assert_int_equal(forecast_retry_after(&gate, "a"), 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_client_alone_waits_in_order),
	    TEST(others_take_turns),
	    TEST(says_nothing_while_nothing_is_known),
	    TEST(goes_by_the_pages_that_are_read),
	    TEST(goes_by_the_times_that_were_measured),
	    TEST(goes_by_the_patience_that_was_learned),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
