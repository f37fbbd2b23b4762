/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How fast bodies have to arrive, which one is refused first when places or
 * room run short, and how much of the room one client has.
 */
#include "tests/lib/test.h"

#include "mod_ocr/gate.h"
#include "mod_ocr/upload_rate.h"

enum { FOREVER = 1000000, JOBS = 8 };

static const struct gate_limits roomy = {
    .slots = 1,
    .queue_limit = JOBS,
    .client_limit = JOBS,
    .spool_bytes = 8000000,
    .spool_files = 100,
    .memory_bytes = 65536,
};

static struct gate gate;
static struct gate_job jobs[JOBS];

static int
open_gate(const struct gate_limits *limits)
{
	for (int i = 0; i < JOBS; i++)
		jobs[i] = (struct gate_job){.state = GATE_NEW};
	gate_init(&gate, limits);
	return 0;
}

static void
close_gate(void)
{
	for (int i = 0; i < JOBS; i++)
		gate_finish(&gate, &jobs[i], GATE_ABORTED, 0);
	assert_int_equal(gate.spool_bytes, 0);
	gate_free(&gate);
}

static void
begin(int i, const char *key, uint64_t now_ms, uint64_t timeout_ms)
{
	const struct gate_request request = {
	    .key = key, .timeout_ms = timeout_ms, .client_set_deadline = true};

	gate_begin(&gate, &jobs[i], &request, now_ms);
}

static void
arrive(int i, uint64_t bytes)
{
	assert_int_equal(gate_reserve(&gate, &jobs[i], bytes), GATE_ADMIT);
}

/* A body has twenty seconds, and one more for each 500 bytes. */
static void
test_least_rate(void **state)
{
	(void)state;
	open_gate(&roomy);
	begin(0, "silent", 1000, FOREVER);
	begin(1, "slow", 1000, FOREVER);
	begin(2, "short of time", 1000, 5000);
	assert_null(gate_expired(&gate, 5999));
	assert_ptr_equal(gate_expired(&gate, 6000), &jobs[2]);
	gate_finish(&gate, &jobs[2], GATE_EXPIRED, 6000);
	arrive(1, 5000);
	assert_null(gate_expired(&gate, 20999));
	assert_ptr_equal(gate_expired(&gate, 21000), &jobs[0]);
	gate_finish(&gate, &jobs[0], GATE_REFUSED, 21000);
	assert_null(gate_expired(&gate, 30999));
	assert_ptr_equal(gate_expired(&gate, 31000), &jobs[1]);
	arrive(1, 6000);
	assert_null(gate_expired(&gate, 31000));
	gate_enqueue(&gate, &jobs[1], 31000);
	assert_null(gate_expired(&gate, 100000));
	close_gate();
}

/* While there are places, no body is refused for being slow; then the slowest
 * one is refused first, and a fast one never. */
static void
test_slowest_first(void **state)
{
	(void)state;
	open_gate(&roomy);
	for (int i = 0; i < 6; i++)
		begin(i, "crowd", 0, FOREVER);
	arrive(0, 4000);
	arrive(1, 3000);
	arrive(2, 10);
	arrive(3, 60000);
	arrive(4, 20);
	arrive(5, 30);
	assert_null(upload_rate_slowest(&gate, 3000));
	begin(6, "late", 1, FOREVER);
	assert_null(upload_rate_slowest(&gate, 2999));
	assert_ptr_equal(upload_rate_slowest(&gate, 3000), &jobs[2]);
	assert_ptr_equal(upload_rate_slowest(&gate, 3001), &jobs[6]);
	gate_finish(&gate, &jobs[6], GATE_REFUSED, 3001);
	assert_null(upload_rate_slowest(&gate, 3001));
	begin(7, "new", 3001, FOREVER);
	assert_ptr_equal(upload_rate_slowest(&gate, 3001), &jobs[2]);
	arrive(2, 5000);
	arrive(4, 5000);
	arrive(5, 5000);
	assert_ptr_equal(upload_rate_slowest(&gate, 3001), &jobs[1]);
	arrive(1, 5000);
	assert_null(upload_rate_slowest(&gate, 3001));
	close_gate();
}

/* A request that waits for the answer to another one takes a place, too. */
static void
test_places_of_those_aside(void **state)
{
	(void)state;
	open_gate(&roomy);
	for (int i = 0; i < 6; i++) {
		begin(i, "alike", 0, FOREVER);
		gate_begin_sharing(&gate, &jobs[i], 0);
	}
	begin(6, "slow", 0, FOREVER);
	assert_ptr_equal(upload_rate_slowest(&gate, 3000), &jobs[6]);
	gate_finish(&gate, &jobs[0], GATE_ABORTED, 3000);
	assert_null(upload_rate_slowest(&gate, 3000));
	close_gate();
}

/* Room runs short in the same way as places do. */
static void
test_short_of_room(void **state)
{
	struct gate_limits limits = roomy;

	(void)state;
	limits.queue_limit = 1000;
	limits.client_limit = 1000;
	open_gate(&limits);
	begin(0, "large", 0, FOREVER);
	begin(1, "slow", 0, FOREVER);
	arrive(0, 6125000 - 101);
	arrive(1, 100);
	assert_null(upload_rate_slowest(&gate, 4000));
	arrive(1, 101);
	assert_ptr_equal(upload_rate_slowest(&gate, 4000), &jobs[1]);
	close_gate();
}

/* A client has a quarter of the room, or one body that is larger. */
static void
test_share_of_the_room(void **state)
{
	struct gate_limits limits = roomy;
	struct gate_request more = {
	    .key = "a", .bytes = 750001, .timeout_ms = FOREVER};

	(void)state;
	limits.client_limit = 2;
	limits.queue_limit = 100;
	open_gate(&limits);
	begin(0, "a", 0, FOREVER);
	arrive(0, 1000000);
	assert_int_equal(gate_admit(&gate, &more, 0), GATE_CLIENT_FULL);
	more.bytes = 750000;
	assert_int_equal(gate_admit(&gate, &more, 0), GATE_ADMIT);
	begin(1, "a", 0, FOREVER);
	arrive(1, 750000);
	assert_int_equal(
	    gate_reserve(&gate, &jobs[1], 750001), GATE_CLIENT_FULL);
	/* The only body of a client may have all that is left, and another
	 * client has its own share. */
	begin(2, "b", 0, FOREVER);
	arrive(2, 5000000);
	gate_finish(&gate, &jobs[0], GATE_ABORTED, 0);
	arrive(1, 1750001);
	close_gate();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_least_rate),
	    cmocka_unit_test(test_slowest_first),
	    cmocka_unit_test(test_places_of_those_aside),
	    cmocka_unit_test(test_short_of_room),
	    cmocka_unit_test(test_share_of_the_room),
	};

	return cmocka_run_group_tests_name("upload_rate", tests, NULL, NULL);
}
