/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A broken model never serves: not at the start, not after a reload, and not in
 * a worker whose memory was damaged.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/corrupt_model.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/tesseract.h"

#define EX_CONFIG 78
#define WORKERS 2
/* These are some of the weights in Debian's eng.traineddata. */
#define WEIGHTS 163840
#define WEIGHTS_LEN 20000

static struct page_file text, good, osd;
static char dir[DIR_MAX], model[96];

static int
setup(void **state)
{
	(void)state;
	if (dir_make(dir) < 0)
		return -1;
	snprintf(model, sizeof(model), "%s/eng.traineddata", dir);
	return page_file_write(&good, model);
}

static int
teardown(void **state)
{
	int rc = pool_fixture_teardown(state);

	dir_remove(dir);
	return rc;
}

/* Writes the model with inverted weights. */
static void
damage(void)
{
	for (size_t i = WEIGHTS; i < WEIGHTS + WEIGHTS_LEN; i++)
		good.data[i] ^= 0xff;
	assert_int_equal(page_file_write(&good, model), 0);
	for (size_t i = WEIGHTS; i < WEIGHTS + WEIGHTS_LEN; i++)
		good.data[i] ^= 0xff;
}

/* Runs fcgi-worker with the test's models and up to two options to its end,
 * which must have the status. */
static const struct process_result *
run(int status, const char *option, const char *other)
{
	return pool_fixture_run(status, "-s", "/tmp/ocr-test-never.sock",
	    "--tessdata", dir, option, other, NULL);
}

static void
assert_refused(const char *option, const char *other)
{
	const char *said = run(EX_CONFIG, option, other)->err;

	assert_non_null(strstr(said, "eng"));
	assert_non_null(strstr(said, dir));
	assert_non_null(strstr(said, "install it again"));
}

static void
test_refused_at_the_start(void **state)
{
	struct page_file cut = {good.data, good.len / 2};

	(void)state;
	run(0, "-t", "--canary");
	assert_int_equal(page_file_write(&cut, model), 0);
	assert_refused("-t", NULL);
	assert_refused(NULL, NULL);
	/* Both models can be loaded; only what they read tells them apart. */
	assert_int_equal(page_file_write(&osd, model), 0);
	assert_refused("-t", "--canary");
	assert_refused("--canary", NULL);
	damage();
	assert_refused("-t", "--canary");
	assert_refused("--canary", NULL);
	run(0, "-t", NULL);
}

static void
assert_reads(const char *want)
{
	assert_string_equal(pool_fixture_ask(&text, NULL, 200)->body, want);
}

static void
test_broken_while_the_pool_runs(void **state)
{
	pid_t workers[POOL_MAX];
	const char *reason;
	json_t *line;

	(void)state;
	pool_fixture_start(2, "--canary", "--tessdata", dir, NULL);
	pool_fixture_workers(workers);
	damage();
	kill(pool_fixture.pool.pid, SIGHUP);
	line = pool_fixture_logged("event", "reload failed");
	reason = json_string_value(json_object_get(line, "reason"));
	assert_non_null(strstr(reason, "install it again"));
	json_decref(line);
	pool_fixture_unchanged(workers);
	assert_reads("Canary\n");
	assert_int_equal(page_file_write(&good, model), 0);
	pool_fixture_reload(2);
}

/* Starts a pool of one worker, corrupts the model in its master, from which all
 * further workers have it, and kills the worker. */
static void
corrupt_model_and_kill(const char *option)
{
	pid_t pid;

	pool_fixture_start(1, "--tessdata", dir, option, NULL);
	pool_fixture_ask(&text, NULL, 200);
	pid = (pid_t)pool_fixture_idle().pid;
	/* Workers are forked from the master. */
	assert_true(corrupt_model_letters(pool_fixture.pool.pid) > 0);
	kill(pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, POOL_FIXTURE_MS), 0);
}

/* The master could read the model at the start, but no worker can read it any
 * more. */
static void
test_broken_in_a_worker(void **state)
{
	double end = process_now_ms() + POOL_FIXTURE_MS;

	(void)state;
	corrupt_model_and_kill(NULL);
	assert_reads("xanary\n");
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	corrupt_model_and_kill("--canary");
	json_decref(
	    pool_fixture_logged("event", "the canary was not recognized"));
	/* No worker serves while this goes on. */
	while (test_pool_record(&pool_fixture).breaker == 0) {
		assert_true(process_now_ms() < end);
		assert_int_equal(
		    scoreboard_count(pool_fixture.scoreboard).free, 0);
		poll(NULL, 0, 1);
	}
}

/* Starts a pool whose workers have two threads, corrupts table number n of
 * letters in its master, from which all further workers have it, and kills a
 * worker.  Returns how many tables there are. */
static unsigned
corrupt_table_and_kill(unsigned n)
{
	unsigned tables;
	pid_t pid;

	pool_fixture_start(
	    WORKERS, "--tessdata", dir, "--threads", "2", "--canary", NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	tables = corrupt_model_table(pool_fixture.pool.pid, n);
	kill(pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, POOL_FIXTURE_MS), 0);
	return tables;
}

/* Waits until the worker that was killed is replaced, or the master gives up
 * for a while, since new workers fail.  Returns whether it gives up. */
static bool
is_refused(void)
{
	const double end = process_now_ms() + POOL_FIXTURE_MS;
	struct scoreboard_pool p = test_pool_record(&pool_fixture);

	while (p.breaker == 0 &&
	       (p.restarts == 0 ||
		   scoreboard_count(pool_fixture.scoreboard).free < WORKERS)) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, 1);
		p = test_pool_record(&pool_fixture);
	}
	return p.breaker > 0;
}

/*
 * Each thread has a model of its own, and the canary is read with each.  Of the
 * tables of a model, one has the letters that are read.
 */
static void
test_broken_for_one_thread(void **state)
{
	unsigned tables = 2, refused = 0;

	(void)state;
	for (unsigned n = 0; n < tables; n++) {
		tables = corrupt_table_and_kill(n);
		assert_in_range(tables, 2, 8);
		refused += is_refused();
		assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	}
	assert_int_equal(refused, 2);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_refused_at_the_start),
	    ON_ITS_OWN(test_broken_while_the_pool_runs),
	    ON_ITS_OWN(test_broken_in_a_worker),
	    ON_ITS_OWN(test_broken_for_one_thread),
	};
	int rc;

	if (page_text("Canary", PAGE_PNG, &text) < 0 ||
	    tesseract_model("eng", &good) < 0 ||
	    tesseract_model("osd", &osd) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("canary", tests, NULL, NULL);
	page_file_clear(&text);
	page_file_clear(&good);
	page_file_clear(&osd);
	return rc;
}
