/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the gate has room for: places to wait, bodies and answers in the spool,
 * and uploads that are thrown away.
 */
#include "tests/lib/test.h"

#include "tests/unit/mod_ocr/gate_fixture.h"

static void
verdicts(void **state)
{
	struct gate_limits limits = {
	    .slots = 1,
	    .queue_limit = 2,
	    .client_limit = 1,
	    .spool_bytes = 1000000,
	    .spool_files = 1,
	    .memory_bytes = 65536,
	};
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	gate_init(&g, &limits);
	/* An eighth of the bytes is left for answers. */
	assert_int_equal(gate_fixture_admit(&g, "a", 875000, 1), GATE_ADMIT);
	assert_int_equal(
	    gate_fixture_admit(&g, "a", 875001, 1), GATE_SPOOL_FULL);
	gate_fixture_begin(&g, &jobs[0], "a", 0, GATE_FIXTURE_FOREVER);
	assert_int_equal(gate_fixture_admit(&g, "a", 1, 1), GATE_CLIENT_FULL);
	assert_int_equal(gate_reserve(&g, &jobs[0], 100000), GATE_ADMIT);
	assert_int_equal(
	    gate_fixture_admit(&g, "b", 100000, 1), GATE_SPOOL_FULL);
	assert_int_equal(gate_fixture_admit(&g, "b", 65536, 1), GATE_ADMIT);
	gate_fixture_begin(&g, &jobs[1], "b", 0, GATE_FIXTURE_FOREVER);
	assert_int_equal(gate_reserve(&g, &jobs[1], 65537), GATE_SPOOL_FULL);
	assert_int_equal(gate_fixture_admit(&g, "c", 1, 1), GATE_ADMIT);
	gate_fixture_begin(&g, &jobs[2], "c", 0, GATE_FIXTURE_FOREVER);
	/* Two may wait and one may run, so there is no place for a fourth. */
	assert_int_equal(gate_fixture_admit(&g, "d", 1, 1), GATE_QUEUE_FULL);
	gate_fixture_finish_all(&g, jobs, 3);
}

/* A client that announces much and sends nothing keeps nobody out. */
static void
an_announcement_takes_no_room(void **state)
{
	static struct gate_job jobs[128];
	struct gate_limits limits = gate_fixture_limits;
	struct gate_request request = {
	    .key = "a", .bytes = 32u << 20, .timeout_ms = GATE_FIXTURE_FOREVER};
	struct gate g;

	(void)state;
	limits.client_limit = 1000;
	limits.queue_limit = 1000;
	limits.spool_bytes = UINT64_C(4) << 30;
	limits.spool_files = 1000;
	gate_init(&g, &limits);
	for (int i = 0; i < 128; i++) {
		gate_begin(&g, &jobs[i], &request, 0);
		assert_int_equal(gate_reserve(&g, &jobs[i], 0), GATE_ADMIT);
	}
	assert_int_equal(g.spool_bytes, 128 * 65536);
	assert_int_equal(g.spool_files, 0);
	assert_int_equal(
	    gate_fixture_admit(&g, "b", 32u << 20, GATE_FIXTURE_FOREVER),
	    GATE_ADMIT);
	/* The bytes that arrive take room, and a few of those to come, but no
	 * more than was announced. */
	assert_int_equal(gate_reserve(&g, &jobs[0], 1000000), GATE_ADMIT);
	assert_int_equal(jobs[0].bytes, 1000000 + 65536);
	assert_int_equal(g.spool_files, 1);
	assert_int_equal(
	    gate_reserve(&g, &jobs[0], (32u << 20) - 1), GATE_ADMIT);
	assert_int_equal(jobs[0].bytes, 32u << 20);
	gate_fixture_finish_all(&g, jobs, 128);
}

/* Answers and bodies share the room, and an answer stays longer than its
 * job. */
static void
answers_take_room(void **state)
{
	struct gate_limits limits = gate_fixture_limits;
	struct gate_answer first = {.bytes = 0}, second = {.bytes = 0},
			   third = {.bytes = 0};
	struct gate_job job = {.state = GATE_NEW};
	struct gate g;

	(void)state;
	limits.spool_bytes = 1000000;
	limits.spool_files = 2;
	gate_init(&g, &limits);
	gate_fixture_enqueue(&g, &job, "a", 300000);
	assert_ptr_equal(gate_grant(&g, 0), &job);
	assert_true(gate_keep_answer(&g, &first, 60000));
	assert_int_equal(g.spool_files, 1);
	assert_true(gate_keep_answer(&g, &first, 600000));
	assert_int_equal(g.spool_files, 2);
	assert_int_equal(g.answer_bytes, 600000);
	assert_false(gate_keep_answer(&g, &first, 700001));
	assert_int_equal(g.answer_bytes, 600000);
	/* No further file may be written. */
	assert_false(gate_keep_answer(&g, &second, 65537));
	assert_true(gate_keep_answer(&g, &second, 65536));
	/* No further bytes may be kept either, not even in memory. */
	assert_false(gate_keep_answer(&g, &third, 65536));
	assert_true(gate_keep_answer(&g, &third, 20000));
	/* A full disk does not matter to it. */
	g.limits.spool_bytes = 0;
	assert_true(gate_keep_answer(&g, &third, 30000));
	assert_false(gate_keep_answer(&g, &first, 600001));
	g.limits.spool_bytes = 1000000;
	gate_drop_answer(&g, &third);
	gate_finish(&g, &job, GATE_ANSWERED, 0);
	assert_int_equal(g.spool_bytes, 600000 + 65536);
	assert_int_equal(
	    gate_fixture_admit(&g, "b", 300000, GATE_FIXTURE_FOREVER),
	    GATE_SPOOL_FULL);
	/* Less of a stream is kept as it is sent. */
	assert_true(gate_keep_answer(&g, &first, 500000));
	gate_drop_answer(&g, &second);
	assert_int_equal(
	    gate_fixture_admit(&g, "b", 300000, GATE_FIXTURE_FOREVER),
	    GATE_ADMIT);
	gate_drop_answer(&g, &first);
	gate_drop_answer(&g, &first);
	assert_int_equal(g.spool_bytes, 0);
	assert_int_equal(g.spool_files, 0);
	assert_int_equal(g.answer_bytes, 0);
	gate_free(&g);
}

/* A client may have as many refused uploads read to their end as it has places,
 * and may send new requests meanwhile. */
static void
drains_have_a_share_of_their_own(void **state)
{
	struct gate_limits limits = gate_fixture_limits;
	struct gate_client *first, *second;
	struct gate_job jobs[2] = {{.state = GATE_NEW}, {.state = GATE_NEW}};
	struct gate g;

	(void)state;
	limits.client_limit = 2;
	gate_init(&g, &limits);
	first = gate_begin_drain(&g, "a");
	assert_non_null(first);
	second = gate_begin_drain(&g, "a");
	assert_non_null(second);
	assert_null(gate_begin_drain(&g, "a"));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    gate_fixture_admit(&g, "a", 1, GATE_FIXTURE_FOREVER),
		    GATE_ADMIT);
		gate_fixture_enqueue(&g, &jobs[i], "a", 1);
	}
	assert_int_equal(gate_fixture_admit(&g, "a", 1, GATE_FIXTURE_FOREVER),
	    GATE_CLIENT_FULL);
	gate_end_drain(&g, second);
	assert_int_equal(gate_fixture_admit(&g, "a", 1, GATE_FIXTURE_FOREVER),
	    GATE_CLIENT_FULL);
	second = gate_begin_drain(&g, "a");
	assert_non_null(second);
	gate_end_drain(&g, second);
	for (int i = 0; i < 2; i++)
		gate_finish(&g, &jobs[i], GATE_ABORTED, 1);
	assert_non_null(client_table_find(&g, "a"));
	gate_end_drain(&g, first);
	assert_null(client_table_find(&g, "a"));
	gate_free(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verdicts),
	    cmocka_unit_test(an_announcement_takes_no_room),
	    cmocka_unit_test(answers_take_room),
	    cmocka_unit_test(drains_have_a_share_of_their_own),
	};

	return cmocka_run_group_tests_name("gate_room", tests, NULL, NULL);
}
