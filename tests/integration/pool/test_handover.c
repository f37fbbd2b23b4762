/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the next program takes over: workers that were dead at that moment, more
 * or fewer workers than it wants itself, and their crashes; and what becomes of
 * them when it cannot.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/program_copy.h"

#define NOT_READY                                                              \
	"the next workers do not get ready; the lines before this one say why"

static void
test_places_of_the_dead(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(2, NULL);
	pool_fixture_headers();
	/* Before that, another child of the pool may look like a worker. */
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	pool_fixture_workers(workers);
	program_copy_take_tmp();
	for (int i = 0; i < 2; i++)
		assert_int_equal(kill(workers[i], SIGKILL), 0);
	for (int i = 0; i < 2; i++)
		process_wait_gone(workers[i], POOL_FIXTURE_MS);
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("reason", NOT_READY));
	program_copy_give_tmp();
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	assert_int_equal(test_pool_record(&pool_fixture).generation, 1);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

static void
test_fewer_workers(void **state)
{
	(void)state;
	pool_fixture_start(2, NULL);
	program_copy_replace("shift 2; exec $real -w 1 \"$@\"");
	pool_fixture_reload(2);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
	pool_fixture.pool.workers = 1;
	pool_fixture_workers((pid_t[POOL_MAX]){0});
	/* The scoreboard is the same, which has room for more. */
	pool_fixture_reload(3);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

static void
test_fewer_workers_that_die(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(2, NULL);
	pool_fixture_workers(workers);
	program_copy_replace("shift 2; exec $real -w 1 \"$@\"");
	program_copy_take_tmp();
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("reason", NOT_READY));
	pool_fixture_unchanged(workers);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

/* The next program cannot use their scoreboard, but has them in its own. */
static void
test_more_workers_that_die(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(1, NULL);
	pool_fixture_workers(workers);
	program_copy_replace("shift 2; exec $real -w 2 \"$@\"");
	program_copy_take_tmp();
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("reason", NOT_READY));
	assert_int_equal(test_pool_map(&pool_fixture), 0);
	pool_fixture_unchanged(workers);
	assert_int_equal(scoreboard_count(pool_fixture.scoreboard).total, 1);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
	program_copy_give_tmp();
	/* Now there are as many as this program wants; the old worker, whose
	 * directory is gone, has ended after its request. */
	assert_int_equal(process_wait_gone(workers[0], POOL_FIXTURE_MS), 0);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	pool_fixture_reload(2);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
}

static void
test_crashes(void **state)
{
	double end = process_now_ms() + POOL_FIXTURE_MS;
	struct scoreboard_worker w;
	int64_t old;

	(void)state;
	pool_fixture_start(1, NULL);
	old = pool_fixture_idle().pid;
	assert_int_equal(kill((pid_t)old, SIGKILL), 0);
	do
		w = pool_fixture_idle();
	while (w.pid == old);
	assert_int_equal(w.crashes, 1);
	pool_fixture_reload(2);
	/* This is left of its place when it has finished. */
	do {
		assert_true(process_now_ms() < end);
		assert_true(
		    scoreboard_read_worker(pool_fixture.scoreboard, 0, &w));
	} while (w.state != SCOREBOARD_NONE);
	assert_int_equal(w.crashes, 1);
}

static void
test_no_program_of_ours(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(2, NULL);
	pool_fixture_workers(workers);
	program_copy_replace("exit 0");
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged(
	    "reason", "it is no fcgi-worker that can take over"));
	pool_fixture_unchanged(workers);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

static void
test_nonsense(void **state)
{
	pid_t workers[POOL_MAX];
	static char log[100];
	json_t *line;

	(void)state;
	snprintf(log, sizeof(log), "%s/log", program_copy_dir);
	pool_fixture_start(2, "--log", log, NULL);
	pool_fixture_workers(workers);
	program_copy_replace("[ -z \"$FCGI_WORKER_HANDOVER\" ] ||\n"
			     "export FCGI_WORKER_HANDOVER=nonsense\n"
			     "exec $real \"$@\"");
	kill(pool_fixture.pool.pid, SIGHUP);
	line = log_reader_find(log, "reason",
	    "the environment has a handover that cannot be read",
	    POOL_FIXTURE_MS);
	assert_non_null(line);
	json_decref(line);
	pool_fixture_unchanged(workers);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

/* The program cannot make the larger scoreboard that it needs. */
static void
test_a_pool_that_does_not_start(void **state)
{
	const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(1, NULL);
	pool_fixture_workers(workers);
	program_copy_replace("[ -z \"$FCGI_WORKER_HANDOVER\" ] ||\n"
			     "{ trap '' XFSZ; ulimit -S -f 32; }\n"
			     "shift 2; exec $real -w 2 \"$@\"");
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("reason",
	    "the pool does not start; the line before this one says why"));
	pool_fixture_unchanged(workers);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
	assert_int_equal(
	    prlimit(pool_fixture.pool.pid, RLIMIT_FSIZE, &none, NULL), 0);
	json_decref(pool_fixture_logged("event", "reloaded"));
	assert_int_equal(test_pool_map(&pool_fixture), 0);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PROGRAM_COPY_TEST(test_places_of_the_dead),
	    PROGRAM_COPY_TEST(test_fewer_workers),
	    PROGRAM_COPY_TEST(test_fewer_workers_that_die),
	    PROGRAM_COPY_TEST(test_more_workers_that_die),
	    PROGRAM_COPY_TEST(test_crashes),
	    PROGRAM_COPY_TEST(test_no_program_of_ours),
	    PROGRAM_COPY_TEST(test_nonsense),
	    PROGRAM_COPY_TEST(test_a_pool_that_does_not_start),
	};

	return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
