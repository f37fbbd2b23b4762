/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between two programs: old workers that take long to finish, and a next
 * program that passed its trial, but whose workers or languages fail.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"
#include "tests/lib/tesseract.h"
#include "tests/lib/log_reader.h"

#define RETRY_MS 5000

static struct page_file model;
/* What a test may make, below the directory of this program. */
static char dir[DIR_MAX], program[96], models[96], eng[128], away[140],
    log_path[96], old_log[100], base[96];

static int
setup(void **state)
{
	(void)state;
	if (dir_make(dir) < 0)
		return -1;
	snprintf(program, sizeof(program), "%s/fcgi-worker", dir);
	snprintf(models, sizeof(models), "%s/models", dir);
	snprintf(eng, sizeof(eng), "%s/eng.traineddata", models);
	snprintf(away, sizeof(away), "%s.away", eng);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	snprintf(old_log, sizeof(old_log), "%s.1", log_path);
	snprintf(base, sizeof(base), "%s/tmp", dir);
	return mkdir(base, 0755) < 0 || mkdir(models, 0755) < 0 ? -1 : 0;
}

static int
teardown(void **state)
{
	int rc = pool_fixture_teardown(state);

	unsetenv("TMPDIR");
	unsetenv("OCR_WORKER");
	dir_remove(dir);
	return rc;
}

static void
assert_serves(void)
{
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

static unsigned
count(const char *word)
{
	char *all = process_read_file(pool_fixture.log, NULL), *at = all;
	unsigned n = 0;

	while (at && (at = strstr(at, word))) {
		at++;
		n++;
	}
	free(all);
	return n;
}

static void
test_a_reload_waits_for_the_last_one(void **state)
{
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=long", NULL);
	pool_fixture_recognizing();
	pool_fixture_reload(2);
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("event", "reload deferred"));
	kill(pool_fixture.pool.pid, SIGHUP);
	assert_serves();
	assert_int_equal(test_pool_record(&pool_fixture).generation, 2);
	/* Its client leaves. */
	close(fd);
	assert_int_equal(
	    test_pool_wait_generation(&pool_fixture, 3, POOL_FIXTURE_MS), 0);
	assert_serves();
	assert_int_equal(count("\"reload deferred\""), 1);
}

static void
test_workers_that_drain_take_a_new_log(void **state)
{
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(1, "--log", log_path, NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=drains",
	    server_is_sanitized() ? "OCR_DEADLINE_MS=30000"
				  : "OCR_DEADLINE_MS=3000");
	pool_fixture_recognizing();
	pool_fixture_reload(2);
	assert_int_equal(rename(log_path, old_log), 0);
	kill(pool_fixture.pool.pid, SIGUSR1);
	for (int i = 0; i < 100 && access(log_path, F_OK) != 0; i++)
		poll(NULL, 0, 10);
	line = log_reader_find(log_path, "id", "drains", POOL_FIXTURE_MS);
	assert_non_null(line);
	json_decref(line);
	close(fd);
}

static void
run(const char *command)
{
	const char *argv[] = {"sh", "-c", command, dir, NULL};
	struct process_result r;

	assert_int_equal(process_run(argv, POOL_FIXTURE_MS, &r), 0);
	assert_int_equal(r.status, 0);
	process_result_clear(&r);
}

/* The next workers have no place for their temporary files. */
static void
test_next_workers_that_die(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	setenv("TMPDIR", base, 1);
	pool_fixture_start(2, NULL);
	pool_fixture_workers(workers);
	run("rm -r $0/tmp && touch $0/tmp");
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("event", "breaker open"));
	json_decref(
	    pool_fixture_logged("reason", "the next workers do not get ready; "
					  "the lines before this one say why"));
	pool_fixture_unchanged(workers);
	assert_serves();
	for (int i = 0;
	     i < 1000 && test_pool_record(&pool_fixture).breaker != 0; i++)
		poll(NULL, 0, 1);
	assert_int_equal(test_pool_record(&pool_fixture).breaker, 0);
	assert_int_equal(count("\"ready\""), 1);
	run("rm $0/tmp && mkdir $0/tmp");
	pool_fixture_reload(2);
	assert_serves();
}

/* The program is one that takes its languages away, but not on trial. */
static void
replace_program(void)
{
	char script[1024];
	struct page_file file = {.data = (unsigned char *)script};

	file.len = (size_t)snprintf(script, sizeof(script),
	    "#!/bin/sh\ncase \" $* \" in\n*' --check '*) ;;\n*) mv %s %s ;;\n"
	    "esac\nexec %s/real \"$@\"\n",
	    eng, away, dir);
	run("mv $0/fcgi-worker $0/real");
	assert_int_equal(page_file_write(&file, program), 0);
	assert_int_equal(chmod(program, 0755), 0);
}

/* There is no way back to the last program: the next one tries again. */
static void
test_a_program_that_fails_after_its_trial(void **state)
{
	const char *copy[] = {"cp", pool_program(), program, NULL};
	pid_t workers[POOL_MAX];
	struct process_result r;
	uint64_t beat;

	(void)state;
	assert_int_equal(process_run(copy, POOL_FIXTURE_MS, &r), 0);
	process_result_clear(&r);
	assert_int_equal(page_file_write(&model, eng), 0);
	setenv("OCR_WORKER", program, 1);
	pool_fixture_start(2, "--tessdata", models, NULL);
	pool_fixture_workers(workers);
	replace_program();
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("event", "reload failed"));
	beat = test_pool_record(&pool_fixture).heartbeat_ms;
	/* It fails again each second, and does no harm. */
	for (int i = 0; i < RETRY_MS && count("\"reload failed\"") < 3; i++)
		poll(NULL, 0, 1);
	assert_true(count("\"reload failed\"") >= 3);
	assert_true(count("is not installed in") >= 3);
	assert_true(test_pool_record(&pool_fixture).heartbeat_ms > beat + 1000);
	assert_serves();
	pool_fixture_unchanged(workers);
	assert_int_equal(rename(away, eng), 0);
	assert_int_equal(
	    test_pool_wait_generation(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	assert_serves();
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_a_reload_waits_for_the_last_one),
	    ON_ITS_OWN(test_workers_that_drain_take_a_new_log),
	    ON_ITS_OWN(test_next_workers_that_die),
	    ON_ITS_OWN(test_a_program_that_fails_after_its_trial),
	};
	int rc;

	if (tesseract_model("eng", &model) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("generations", tests, NULL, NULL);
	page_file_clear(&model);
	return rc;
}
