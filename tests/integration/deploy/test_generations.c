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

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/program_copy.h"
#include "tests/lib/server.h"
#include "tests/lib/tesseract.h"

#define RETRY_MS 5000

static struct page_file model;
static void
assert_serves(void)
{
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
}

/* Returns how often the pool's log has the word. */
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
	/* The client leaves. */
	close(fd);
	assert_int_equal(
	    test_pool_wait_generation(&pool_fixture, 3, POOL_FIXTURE_MS), 0);
	assert_serves();
	assert_int_equal(count("\"reload deferred\""), 1);
}

static void
test_workers_that_drain_take_a_new_log(void **state)
{
	char log_path[DIR_MAX + 8], old_log[DIR_MAX + 16];
	json_t *line;
	int fd;

	(void)state;
	snprintf(log_path, sizeof(log_path), "%s/log", program_copy_dir);
	snprintf(old_log, sizeof(old_log), "%s.1", log_path);
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

/* The next workers find no place for their temporary files. */
static void
test_next_workers_that_die(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	pool_fixture_start(2, NULL);
	pool_fixture_workers(workers);
	program_copy_take_tmp();
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
	program_copy_give_tmp();
	pool_fixture_reload(2);
	assert_serves();
}

/* There is no way back to the program before: the next one tries again. */
static void
test_a_program_that_fails_after_its_trial(void **state)
{
	char models[DIR_MAX + 32], eng[DIR_MAX + 64];
	pid_t workers[POOL_MAX];
	uint64_t beat;

	(void)state;
	snprintf(models, sizeof(models), "%s/models", program_copy_dir);
	snprintf(eng, sizeof(eng), "%s/eng.traineddata", models);
	assert_int_equal(mkdir(models, 0755), 0);
	assert_int_equal(page_file_write(&model, eng), 0);
	pool_fixture_start(2, "--tessdata", models, NULL);
	pool_fixture_workers(workers);
	/* This program takes its languages away, but not while it is tried. */
	program_copy_replace("case \" $* \" in *' --check '*) ;;\n"
			     "*) mv $dir/models/eng.traineddata $dir/away ;;\n"
			     "esac\nexec $real \"$@\"");
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
	program_copy_run("mv $0/away $0/models/eng.traineddata");
	assert_int_equal(
	    test_pool_wait_generation(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	assert_serves();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PROGRAM_COPY_TEST(test_a_reload_waits_for_the_last_one),
	    PROGRAM_COPY_TEST(test_workers_that_drain_take_a_new_log),
	    PROGRAM_COPY_TEST(test_next_workers_that_die),
	    PROGRAM_COPY_TEST(test_a_program_that_fails_after_its_trial),
	};
	int rc;

	if (tesseract_model("eng", &model) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("generations", tests, NULL, NULL);
	page_file_clear(&model);
	return rc;
}
