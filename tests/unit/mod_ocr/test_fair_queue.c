/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which request runs next: clients take turns and pay for them, and the
 * requests of one client run in the order in which they came.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "mod_ocr/forecast.h"
#include "tests/unit/mod_ocr/gate_fixture.h"

static void
one_client_in_order_of_arrival(void **state)
{
	struct gate g;
	struct gate_job jobs[4] = {{0}};

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue_all(&g, jobs, 4, "a", 1);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[0]);
	assert_ptr_equal(gate_grant(&g, 5), &jobs[1]);
	assert_null(gate_grant(&g, 5));
	gate_finish(&g, &jobs[1], GATE_ANSWERED, 6);
	assert_ptr_equal(gate_grant(&g, 6), &jobs[2]);
	assert_int_equal(jobs[2].running_ms, 6);
	gate_fixture_finish_all(&g, jobs, 4);
}

/* A job that nobody else waits with has its turn whatever its client owes, and
 * the debt is paid by that; but not once its deadline has passed. */
static void
a_single_job_need_not_wait(void **state)
{
	struct gate_job large = {0}, small[2] = {{0}}, others[5] = {{0}};
	struct gate_job late = {0};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue(&g, &large, "a", 10 * 65536);
	assert_ptr_equal(gate_grant(&g, 0), &large);
	gate_fixture_enqueue(&g, &small[0], "a", 100);
	assert_ptr_equal(gate_grant(&g, 0), &small[0]);
	gate_fixture_enqueue_all(&g, others, 5, "b", 100);
	gate_fixture_enqueue(&g, &small[1], "a", 100);
	assert_int_equal(small[1].position, 2);
	for (int i = 0; i < 5; i++)
		gate_finish(&g, &others[i], GATE_ABORTED, 1);
	gate_finish(&g, &small[1], GATE_ABORTED, 1);
	gate_finish(&g, &large, GATE_ANSWERED, 1);
	gate_fixture_begin(&g, &late, "a", 0, 100);
	gate_enqueue(&g, &late, 0);
	assert_null(gate_grant(&g, 100));
	assert_ptr_equal(gate_grant(&g, 99), &late);
	gate_finish(&g, &late, GATE_ANSWERED, 99);
	gate_fixture_finish_all(&g, small, 1);
}

static void
clients_take_turns(void **state)
{
	struct gate_job a[5] = {{0}}, b[2] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 100);
	gate_fixture_enqueue_all(&g, a, 5, "a", 100);
	gate_fixture_enqueue_all(&g, b, 2, "b", 100);
	assert_int_equal(b[0].position, 2);
	assert_ptr_equal(gate_grant(&g, 0), &a[0]);
	assert_ptr_equal(gate_grant(&g, 0), &b[0]);
	assert_ptr_equal(gate_grant(&g, 0), &a[1]);
	assert_ptr_equal(gate_grant(&g, 0), &b[1]);
	assert_ptr_equal(gate_grant(&g, 0), &a[2]);
	assert_ptr_equal(gate_grant(&g, 0), &a[3]);
	for (int i = 0; i < 2; i++)
		gate_finish(&g, &b[i], GATE_ANSWERED, 1);
	gate_fixture_finish_all(&g, a, 5);
}

/* With one slot, a newcomer waits for the request that runs, and for no
 * other. */
static void
a_newcomer_goes_first(void **state)
{
	struct gate_job a[4] = {{0}}, b[2] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 1);
	gate_fixture_enqueue_all(&g, a, 4, "a", 100);
	assert_ptr_equal(gate_grant(&g, 0), &a[0]);
	gate_fixture_enqueue_all(&g, b, 2, "b", 100);
	assert_int_equal(b[0].position, 1);
	assert_int_equal(b[1].position, 3);
	assert_int_equal(forecast_position(&g, &b[0]), 1);
	assert_int_equal(forecast_position(&g, &b[1]), 3);
	gate_finish(&g, &a[0], GATE_ANSWERED, 1);
	assert_ptr_equal(gate_grant(&g, 1), &b[0]);
	gate_finish(&g, &b[0], GATE_ANSWERED, 2);
	assert_ptr_equal(gate_grant(&g, 2), &a[1]);
	gate_finish(&g, &a[1], GATE_ANSWERED, 3);
	assert_ptr_equal(gate_grant(&g, 3), &b[1]);
	gate_finish(&g, &b[1], GATE_ANSWERED, 4);
	gate_fixture_finish_all(&g, a, 4);
}

enum { FLOODS = 3, TURNS = 40 };

/* Lets each of FLOODS clients send TURNS requests, more than one slot serves in
 * as many turns. */
static void
flood(struct gate *g, struct gate_job jobs[FLOODS][TURNS])
{
	for (int i = 0; i < FLOODS; i++) {
		char key[2] = {(char)('a' + i)};
		gate_fixture_enqueue_all(g, jobs[i], TURNS, key, 100);
	}
}

/* A new address comes with each turn: the others have their turn when all that
 * were there before have had one, and a single newcomer after that. */
static void
newcomers_starve_nobody(void **state)
{
	static struct gate_job old[FLOODS][TURNS], new[2 * TURNS];
	unsigned next[FLOODS], before = 0;
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 1);
	flood(&g, old);
	for (int i = 0; i < FLOODS; i++)
		next[i] = FLOODS + 1;
	for (unsigned n = 0; n < 2 * TURNS; n++) {
		char key[16];
		struct gate_job *job;

		snprintf(key, sizeof(key), "new %u", n);
		gate_fixture_enqueue(&g, &new[n], key, 100);
		job = gate_grant(&g, n);
		assert_non_null(job);
		for (int i = 0; i < FLOODS; i++)
			if (job >= old[i] && job < old[i] + TURNS) {
				assert_true(n <= next[i]);
				next[i] = n + g.active + 1;
			}
		before += job >= new &&job < new + 2 * TURNS;
		gate_finish(&g, job, GATE_ANSWERED, n);
	}
	for (int i = 0; i < FLOODS; i++)
		assert_true(next[i] >= 2 * TURNS);
	assert_true(before > TURNS);
	for (int i = 0; i < 2 * TURNS; i++)
		gate_finish(&g, &new[i], GATE_ABORTED, TURNS);
	gate_fixture_finish_all(&g, &old[0][0], FLOODS * TURNS);
}

/* A client that sends one request after the other is new each time, but has no
 * more turns than those that send everything at once. */
static void
coming_anew_gains_nothing(void **state)
{
	static struct gate_job old[FLOODS][TURNS];
	struct gate_job again = {0};
	struct gate g;
	int turns = 0;

	(void)state;
	gate_fixture_open(&g, 1);
	flood(&g, old);
	for (unsigned n = 0; n < TURNS; n++) {
		struct gate_job *job;

		if (again.state == GATE_NEW)
			gate_fixture_enqueue(&g, &again, "again", 100);
		job = gate_grant(&g, n);
		assert_non_null(job);
		turns += job == &again;
		gate_finish(&g, job, GATE_ANSWERED, n);
		if (job == &again)
			memset(job, 0, sizeof(*job));
	}
	assert_in_range(
	    turns, TURNS / (FLOODS + 1) - 1, TURNS / (FLOODS + 1) + 1);
	gate_finish(&g, &again, GATE_ABORTED, TURNS);
	gate_fixture_finish_all(&g, &old[0][0], FLOODS * TURNS);
}

/* The large body runs in its turn; the next request of its client waits for
 * what that cost. */
static void
turns_are_paid_in_bytes(void **state)
{
	struct gate_job small[20] = {{0}}, large[2] = {{0}};
	struct gate_job *job;
	struct gate g;
	int n = 0, first = -1, second = -1;

	(void)state;
	gate_fixture_open(&g, 100);
	gate_fixture_enqueue_all(&g, small, 20, "small", 100);
	gate_fixture_enqueue(&g, &large[0], "large", 9 * 65536);
	gate_fixture_enqueue(&g, &large[1], "large", 100);
	for (; (job = gate_grant(&g, 0)) != NULL; n++) {
		first = job == &large[0] ? n : first;
		second = job == &large[1] ? n : second;
	}
	assert_int_equal(first, 1);
	assert_int_equal(second, 12);
	gate_finish(&g, &large[0], GATE_ANSWERED, 1);
	gate_finish(&g, &large[1], GATE_ANSWERED, 1);
	gate_fixture_finish_all(&g, small, 20);
}

/* However large the debts are, the rounds end: the client that owes least is
 * next. */
static void
large_bodies_alone_do_not_wait(void **state)
{
	struct gate_job jobs[6] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 6);
	for (int i = 0; i < 2; i++) {
		gate_fixture_enqueue(&g, &jobs[3 * i], "a", 300u << 20);
		gate_fixture_enqueue(&g, &jobs[3 * i + 1], "b", 200u << 20);
		gate_fixture_enqueue(&g, &jobs[3 * i + 2], "c", 250u << 20);
	}
	for (int i = 0; i < 3; i++)
		assert_ptr_equal(gate_grant(&g, 0), &jobs[i]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[4]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[5]);
	assert_ptr_equal(gate_grant(&g, 0), &jobs[3]);
	gate_fixture_finish_all(&g, jobs, 6);
}

/* A client that leaves the queue for a moment keeps its debt. */
static void
debts_are_kept(void **state)
{
	struct gate_job a[4] = {{0}}, large = {0}, next = {0};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 100);
	gate_fixture_enqueue(&g, &large, "b", 3 * 65536);
	assert_ptr_equal(gate_grant(&g, 0), &large);
	gate_fixture_enqueue_all(&g, a, 4, "a", 100);
	gate_fixture_enqueue(&g, &next, "b", 100);
	assert_int_equal(next.position, 5);
	for (int i = 0; i < 4; i++)
		assert_ptr_equal(gate_grant(&g, 0), &a[i]);
	assert_ptr_equal(gate_grant(&g, 0), &next);
	gate_finish(&g, &large, GATE_ANSWERED, 1);
	gate_finish(&g, &next, GATE_ANSWERED, 1);
	gate_fixture_finish_all(&g, a, 4);
}

/* Once a client has nothing more in the gate, it owes nothing. */
static void
debts_are_forgotten(void **state)
{
	struct gate_job paid = {0}, a[2] = {{0}}, b[2] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 1);
	gate_fixture_enqueue(&g, &paid, "a", 10 * 65536);
	assert_ptr_equal(gate_grant(&g, 0), &paid);
	gate_finish(&g, &paid, GATE_ANSWERED, 1);
	gate_fixture_enqueue_all(&g, a, 2, "a", 1);
	gate_fixture_enqueue_all(&g, b, 2, "b", 1);
	assert_int_equal(a[0].position, 1);
	assert_ptr_equal(gate_grant(&g, 2), &a[0]);
	gate_finish(&g, &a[0], GATE_ANSWERED, 3);
	assert_ptr_equal(gate_grant(&g, 3), &b[0]);
	gate_finish(&g, &b[0], GATE_ANSWERED, 4);
	assert_ptr_equal(gate_grant(&g, 4), &a[1]);
	gate_finish(&g, &a[1], GATE_ANSWERED, 5);
	gate_fixture_finish_all(&g, b, 2);
}

static void
a_requeued_job_is_the_first_of_its_client(void **state)
{
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue_all(&g, jobs, 3, "a", 1);
	assert_ptr_equal(gate_grant(&g, 1), &jobs[0]);
	gate_requeue(&g, &jobs[0]);
	gate_pause(&g, 1, 100);
	assert_null(gate_grant(&g, 100));
	assert_ptr_equal(gate_grant(&g, 101), &jobs[0]);
	assert_int_equal(g.running, 1);
	gate_fixture_finish_all(&g, jobs, 3);
}

/* A request that waits for the answer to another one takes no turn, but has a
 * place, room and a deadline like all others; if there is no such answer, it is
 * the first of its client. */
static void
those_set_aside_keep_what_is_theirs(void **state)
{
	struct gate_job lead = {.prev = NULL}, aside = {.prev = NULL},
			next = {.prev = NULL};
	struct gate_job brief = {.prev = NULL};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 1);
	g.limits.client_limit = 2;
	gate_fixture_enqueue(&g, &lead, "a", 100);
	assert_ptr_equal(gate_grant(&g, 0), &lead);
	gate_fixture_begin(&g, &aside, "a", 0, GATE_FIXTURE_FOREVER);
	assert_int_equal(gate_reserve(&g, &aside, 100), GATE_ADMIT);
	gate_begin_sharing(&g, &aside, 0);
	gate_fixture_enqueue(&g, &next, "a", 100);
	assert_int_equal(g.spool_bytes, 300);
	assert_int_equal(gate_fixture_admit(&g, "a", 1, GATE_FIXTURE_FOREVER),
	    GATE_CLIENT_FULL);
	gate_fixture_begin(&g, &brief, "b", 0, 50);
	gate_begin_sharing(&g, &brief, 0);
	assert_null(gate_expired(&g, 49));
	assert_ptr_equal(gate_expired(&g, 51), &brief);
	gate_finish(&g, &brief, GATE_EXPIRED, 51);
	gate_bring_back(&g, &aside, 52);
	gate_finish(&g, &lead, GATE_FAILED, 52);
	assert_ptr_equal(gate_grant(&g, 52), &aside);
	gate_finish(&g, &aside, GATE_ANSWERED, 53);
	assert_ptr_equal(gate_grant(&g, 53), &next);
	gate_fixture_finish_all(&g, &next, 1);
}

/* While the leading request runs, and when it is done, none of those that are
 * to have its answer is let in. */
static void
those_set_aside_are_not_granted(void **state)
{
	struct gate_job lead = {.prev = NULL}, aside = {.prev = NULL};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue(&g, &lead, "a", 100);
	gate_fixture_begin(&g, &aside, "b", 0, GATE_FIXTURE_FOREVER);
	gate_begin_sharing(&g, &aside, 0);
	assert_ptr_equal(gate_grant(&g, 0), &lead);
	assert_null(gate_grant(&g, 0));
	gate_finish(&g, &lead, GATE_ANSWERED, 1);
	assert_null(gate_grant(&g, 1));
	gate_fixture_finish_all(&g, &aside, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_client_in_order_of_arrival),
	    cmocka_unit_test(a_single_job_need_not_wait),
	    cmocka_unit_test(clients_take_turns),
	    cmocka_unit_test(a_newcomer_goes_first),
	    cmocka_unit_test(newcomers_starve_nobody),
	    cmocka_unit_test(coming_anew_gains_nothing),
	    cmocka_unit_test(turns_are_paid_in_bytes),
	    cmocka_unit_test(large_bodies_alone_do_not_wait),
	    cmocka_unit_test(debts_are_kept),
	    cmocka_unit_test(debts_are_forgotten),
	    cmocka_unit_test(a_requeued_job_is_the_first_of_its_client),
	    cmocka_unit_test(those_set_aside_keep_what_is_theirs),
	    cmocka_unit_test(those_set_aside_are_not_granted),
	};

	return cmocka_run_group_tests_name("fair_queue", tests, NULL, NULL);
}
