/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate: how clients are told apart, how long a request waits and when it
 * ends, and what is counted then.
 */
#include "tests/lib/test.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mod_ocr/forecast.h"
#include "tests/unit/mod_ocr/gate_fixture.h"

static void
keys(void **state)
{
	char key[GATE_KEY_MAX + 1], other[GATE_KEY_MAX + 1], text[200];

	(void)state;
	memset(text, 'x', sizeof(text));
	gate_key(key, "10.0.0.1", 8);
	assert_string_equal(key, "10.0.0.1");
	gate_key(key, text, GATE_KEY_MAX);
	assert_int_equal(strlen(key), GATE_KEY_MAX);
	/* Long keys that differ only at their end are two. */
	gate_key(key, text, sizeof(text));
	text[199] = 'y';
	gate_key(other, text, sizeof(text));
	assert_string_not_equal(key, other);
}

static void
ends_a_job_once(void **state)
{
	struct gate g;
	struct gate_job job = {0};

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue(&g, &job, "a", 1);
	gate_grant(&g, 0);
	gate_finish(&g, &job, GATE_ANSWERED, 1);
	gate_finish(&g, &job, GATE_ABORTED, 1);
	assert_int_equal(g.running, 0);
	assert_int_equal(g.totals.outcome[GATE_ANSWERED], 1);
	assert_int_equal(g.totals.outcome[GATE_ABORTED], 0);
	gate_free(&g);
}

static void
a_wait_longer_than_the_deadline_is_refused(void **state)
{
	struct gate_job jobs[11] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	g.service_ms = 1000;
	assert_int_equal(forecast_wait_ms(&g, "z"), 0);
	gate_fixture_enqueue_all(&g, jobs, 11, "a", 1);
	gate_grant(&g, 0);
	gate_grant(&g, 0);
	/* Nine of a's requests wait: another one of a's is the tenth, and the
	 * first of another client's is the next. */
	assert_int_equal(forecast_wait_ms(&g, "a"), 5000);
	assert_int_equal(forecast_retry_after(&g, "a"), 5);
	assert_int_equal(forecast_wait_ms(&g, "b"), 500);
	assert_int_equal(gate_fixture_admit(&g, "a", 1, 4999), GATE_TOO_LATE);
	assert_int_equal(gate_fixture_admit(&g, "a", 1, 5000), GATE_ADMIT);
	assert_int_equal(gate_fixture_admit(&g, "b", 1, 4999), GATE_ADMIT);
	g.service_ms = 1e9;
	assert_int_equal(forecast_retry_after(&g, "a"), 3600);
	gate_fixture_finish_all(&g, jobs, 11);
}

static void
deadlines_expire_in_the_queue_and_in_slots(void **state)
{
	struct gate_job jobs[4] = {{0}}, late = {0};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	for (unsigned i = 0; i < 4; i++) {
		gate_fixture_begin(&g, &jobs[i], "a", 0, 1000 - 100 * i);
		gate_enqueue(&g, &jobs[i], 0);
	}
	assert_ptr_equal(gate_grant(&g, 0), &jobs[0]);
	assert_null(gate_expired(&g, 699));
	assert_ptr_equal(gate_expired(&g, 800), &jobs[3]);
	assert_ptr_equal(jobs[3].next_expired, &jobs[2]);
	assert_null(jobs[2].next_expired);
	gate_finish(&g, &jobs[2], GATE_EXPIRED, 800);
	gate_finish(&g, &jobs[3], GATE_EXPIRED, 800);
	assert_null(gate_expired(&g, 899));
	/* A body that does not arrive in time expires as well. */
	gate_fixture_begin(&g, &late, "b", 800, 50);
	assert_ptr_equal(gate_expired(&g, 850), &late);
	gate_finish(&g, &late, GATE_EXPIRED, 850);
	assert_int_equal(g.totals.expired[GATE_READING], 1);
	assert_null(gate_overdue(&g, 1499, 500));
	assert_ptr_equal(gate_overdue(&g, 1500, 500), &jobs[0]);
	gate_finish(&g, &jobs[0], GATE_EXPIRED, 1500);
	assert_int_equal(g.totals.expired[GATE_QUEUED], 2);
	assert_int_equal(g.totals.expired[GATE_RUNNING], 1);
	gate_fixture_finish_all(&g, jobs, 4);
}

/* When workers are gone, so are their slots; the requests stay. */
static void
slots_come_and_go(void **state)
{
	struct gate_job jobs[4] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue_all(&g, jobs, 4, "a", 1);
	gate_grant(&g, 0);
	gate_grant(&g, 0);
	gate_resize(&g, 0);
	assert_null(gate_grant(&g, 0));
	gate_finish(&g, &jobs[0], GATE_ANSWERED, 1);
	assert_null(gate_grant(&g, 0));
	assert_int_equal(
	    gate_fixture_admit(&g, "b", 1, GATE_FIXTURE_FOREVER), GATE_ADMIT);
	gate_resize(&g, 3);
	assert_ptr_equal(gate_grant(&g, 2), &jobs[2]);
	gate_fixture_finish_all(&g, jobs, 4);
}

static void
what_cancelling_saved(void **state)
{
	struct gate_job jobs[3] = {{0}};
	struct gate g;

	(void)state;
	gate_fixture_open(&g, 2);
	gate_fixture_enqueue_all(&g, jobs, 3, "a", 1);
	gate_grant(&g, 1);
	gate_grant(&g, 1);
	gate_finish(&g, &jobs[0], GATE_ANSWERED, 1001);
	gate_finish(&g, &jobs[1], GATE_ABORTED, 401);
	gate_finish(&g, &jobs[2], GATE_ABORTED, 401);
	assert_true(g.totals.saved_s > 1.59 && g.totals.saved_s < 1.61);
	assert_int_equal(g.totals.aborted[GATE_QUEUED], 1);
	assert_int_equal(g.totals.aborted[GATE_RUNNING], 1);
	gate_free(&g);
}

/* A long key is hashed in another way by each process, so nobody can know which
 * clients share a chain of the table. */
static void
keys_are_hashed_by_each_process_anew(void **state)
{
	char text[GATE_KEY_MAX + 1], keys[2][GATE_KEY_MAX + 1];
	int fds[2];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(pipe(fds), 0);
	for (int i = 0; i < 2; i++) {
		struct gate g;
		pid_t pid = fork();

		if (pid == 0) {
			gate_init(&g, &gate_fixture_limits);
			gate_key(keys[0], text, sizeof(text));
			_exit(write(fds[1], keys[0], sizeof(keys[0])) < 0);
		}
		assert_int_equal(
		    read(fds[0], keys[i], sizeof(keys[i])), sizeof(keys[i]));
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	close(fds[0]);
	close(fds[1]);
	assert_string_not_equal(keys[0], keys[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    /* This test comes before this process itself has chosen how to
	     * hash. */
	    cmocka_unit_test(keys_are_hashed_by_each_process_anew),
	    cmocka_unit_test(keys),
	    cmocka_unit_test(ends_a_job_once),
	    cmocka_unit_test(a_wait_longer_than_the_deadline_is_refused),
	    cmocka_unit_test(deadlines_expire_in_the_queue_and_in_slots),
	    cmocka_unit_test(slots_come_and_go),
	    cmocka_unit_test(what_cancelling_saved),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
