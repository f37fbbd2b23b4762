/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A model that is broken never serves: not at the start, not after a reload,
 * and not in a worker whose memory went bad.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/spoil.h"
#include "tests/lib/tesseract.h"
#include "tests/lib/worklog.h"

#define END_MS 30000
#define LOG_MS 5000
#define EX_CONFIG 78
/* Some of the network in Debian's eng.traineddata. */
#define WEIGHTS 163840
#define WEIGHTS_LEN 20000

static struct nest nest;
static struct page_file text, good, osd;
static char dir[64], model[96];
static const char *const canary[] = {"--canary", "--tessdata", dir, NULL};
static const char *const none[] = {"--tessdata", dir, NULL};

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/ocr-models-%d", (int)getpid());
	snprintf(model, sizeof(model), "%s/eng.traineddata", dir);
	if (mkdir(dir, 0755) < 0)
		return -1;
	return page_file_write(&good, model);
}

static int
teardown(void **state)
{
	int rc = nest.dir[0] ? nest_close(&nest, false) : 0;

	(void)state;
	memset(&nest, 0, sizeof(nest));
	unlink(model);
	rmdir(dir);
	return rc;
}

static void
damage(void)
{
	for (size_t i = WEIGHTS; i < WEIGHTS + WEIGHTS_LEN; i++)
		good.data[i] ^= 0xff;
	assert_int_equal(page_file_write(&good, model), 0);
	for (size_t i = WEIGHTS; i < WEIGHTS + WEIGHTS_LEN; i++)
		good.data[i] ^= 0xff;
}

static struct process_result
run(const char *option, const char *other)
{
	const char *argv[] = {pool_program(), "-s", "/tmp/ocr-test-never.sock",
	    "--tessdata", dir, option, other, NULL};
	struct process_result result;

	assert_int_equal(process_run(argv, END_MS, &result), 0);
	assert_true(WIFEXITED(result.status));
	return result;
}

static void
assert_refused(const char *option, const char *other)
{
	struct process_result r = run(option, other);

	assert_int_equal(WEXITSTATUS(r.status), EX_CONFIG);
	assert_non_null(strstr(r.err, "eng"));
	assert_non_null(strstr(r.err, dir));
	assert_non_null(strstr(r.err, "install it again"));
	process_result_clear(&r);
}

static void
test_refused_at_the_start(void **state)
{
	struct page_file cut = {good.data, good.len / 2};
	struct process_result r;

	(void)state;
	r = run("-t", "--canary");
	assert_int_equal(WEXITSTATUS(r.status), 0);
	process_result_clear(&r);
	assert_int_equal(page_file_write(&cut, model), 0);
	assert_refused("-t", NULL);
	assert_refused(NULL, NULL);
	/* Both can be loaded: what they read tells. */
	assert_int_equal(page_file_write(&osd, model), 0);
	assert_refused("-t", "--canary");
	assert_refused("--canary", NULL);
	damage();
	assert_refused("-t", "--canary");
	assert_refused("--canary", NULL);
	r = run("-t", NULL);
	assert_int_equal(WEXITSTATUS(r.status), 0);
	process_result_clear(&r);
}

/* What the pool reads, to be freed. */
static char *
ask(void)
{
	struct fcgi_request r = {.body = text.data, .body_len = text.len};
	struct fcgi_answer a;
	char *body;

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	body = strdup(a.body);
	fcgi_answer_clear(&a);
	return body;
}

static void
test_broken_while_the_pool_runs(void **state)
{
	pid_t before[POOL_MAX], after[POOL_MAX];
	const char *reason;
	json_t *line;
	char *said;

	(void)state;
	assert_int_equal(nest_open(&nest, 2, canary), 0);
	assert_int_equal(pool_workers(&nest.pool, before, END_MS), 0);
	damage();
	kill(nest.pool.pid, SIGHUP);
	line = worklog_find(nest.log, "event", "reload failed", LOG_MS);
	assert_non_null(line);
	reason = json_string_value(json_object_get(line, "reason"));
	assert_non_null(strstr(reason, "install it again"));
	json_decref(line);
	assert_int_equal(pool_workers(&nest.pool, after, END_MS), 0);
	assert_memory_equal(before, after, 2 * sizeof(pid_t));
	assert_int_equal(nest_record(&nest).generation, 1);
	said = ask();
	assert_string_equal(said, "Canary\n");
	free(said);
	assert_int_equal(page_file_write(&good, model), 0);
	kill(nest.pool.pid, SIGHUP);
	assert_int_equal(nest_wait_generation(&nest, 2, END_MS), 0);
}

/* Kills the worker that serves, and the model of those that follow. */
static void
spoil_and_kill(const char *const *args)
{
	struct scoreboard_worker w;

	assert_int_equal(nest_open(&nest, 1, args), 0);
	free(ask());
	assert_int_equal(nest_wait_free(&nest, 1, END_MS), 0);
	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	/* Workers are forked from the master. */
	assert_true(spoil_letters(nest.pool.pid) > 0);
	kill((pid_t)w.pid, SIGKILL);
	assert_int_equal(process_wait_gone((pid_t)w.pid, END_MS), 0);
}

/* What the master could read at the start, a worker may not read any more. */
static void
test_broken_in_a_worker(void **state)
{
	double end = process_now_ms() + END_MS;
	json_t *line;
	char *said;

	(void)state;
	spoil_and_kill(none);
	said = ask();
	assert_string_equal(said, "xanary\n");
	free(said);
	assert_int_equal(nest_close(&nest, false), 0);
	spoil_and_kill(canary);
	line = worklog_find(
	    nest.log, "event", "the canary was not recognized", LOG_MS);
	assert_non_null(line);
	json_decref(line);
	/* No worker serves, as long as they are tried. */
	while (nest_record(&nest).breaker == 0) {
		assert_true(process_now_ms() < end);
		assert_int_equal(scoreboard_count(nest.scoreboard).free, 0);
		poll(NULL, 0, 1);
	}
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_refused_at_the_start),
	    ON_ITS_OWN(test_broken_while_the_pool_runs),
	    ON_ITS_OWN(test_broken_in_a_worker),
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
