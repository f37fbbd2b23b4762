/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between two programs: old workers that take long to finish, and a next
 * program that passed its trial, but whose workers or languages fail.
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
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/tesseract.h"
#include "tests/lib/worklog.h"

#define END_MS 30000
#define LOG_MS 10000
#define RETRY_MS 5000

static struct nest nest;
static struct page_file noise, text, model;
/* What a test may make, below the directory of this program. */
static char dir[64], program[96], models[96], eng[128], away[140], log_path[96],
    old_log[100], base[96];

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/ocr-generations-%d", (int)getpid());
	snprintf(program, sizeof(program), "%s/fcgi-worker", dir);
	snprintf(models, sizeof(models), "%s/models", dir);
	snprintf(eng, sizeof(eng), "%s/eng.traineddata", models);
	snprintf(away, sizeof(away), "%s.away", eng);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	snprintf(old_log, sizeof(old_log), "%s.1", log_path);
	snprintf(base, sizeof(base), "%s/tmp", dir);
	return mkdir(dir, 0755) < 0 || mkdir(base, 0755) < 0 ||
		       mkdir(models, 0755) < 0
		   ? -1
		   : 0;
}

static int
teardown(void **state)
{
	const char *argv[] = {"rm", "-r", dir, NULL};
	int rc = nest_close(&nest, false);
	struct process_result r;

	(void)state;
	unsetenv("TMPDIR");
	unsetenv("OCR_WORKER");
	if (process_run(argv, END_MS, &r) < 0)
		return -1;
	process_result_clear(&r);
	return rc;
}

/* A request that takes until its deadline. */
static int
send_noise(const char *id, const char *deadline)
{
	const char *params[] = {id, deadline, NULL};
	struct fcgi_request r = {
	    .params = params, .body = noise.data, .body_len = noise.len};
	struct scoreboard_worker w;
	int fd = fcgi_send(nest.sock, &r);

	assert_true(fd >= 0);
	assert_true(nest_find(&nest, SCOREBOARD_BUSY, 0, &w, END_MS) >= 0);
	return fd;
}

static void
reload(uint64_t generation)
{
	assert_int_equal(kill(nest.pool.pid, SIGHUP), 0);
	assert_int_equal(nest_wait_generation(&nest, generation, END_MS), 0);
}

static void
assert_serves(void)
{
	struct fcgi_request r = {.body = text.data, .body_len = text.len};
	struct fcgi_answer a;

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
}

static void
assert_logged(const char *path, const char *member, const char *value)
{
	json_t *line = worklog_find(path, member, value, LOG_MS);

	assert_non_null(line);
	json_decref(line);
}

static unsigned
count(const char *word)
{
	char *all = process_read_file(nest.log, NULL), *at = all;
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
	assert_int_equal(nest_open(&nest, 1, NULL), 0);
	fd = send_noise("OCR_REQUEST_ID=long", NULL);
	reload(2);
	kill(nest.pool.pid, SIGHUP);
	assert_logged(nest.log, "event", "reload deferred");
	kill(nest.pool.pid, SIGHUP);
	assert_serves();
	assert_int_equal(nest_record(&nest).generation, 2);
	/* Its client leaves. */
	close(fd);
	assert_int_equal(nest_wait_generation(&nest, 3, END_MS), 0);
	assert_serves();
	assert_int_equal(count("\"reload deferred\""), 1);
}

static void
test_workers_that_drain_take_a_new_log(void **state)
{
	const char *args[] = {"--log", log_path, NULL};
	int fd;

	(void)state;
	assert_int_equal(nest_open(&nest, 1, args), 0);
	fd = send_noise("OCR_REQUEST_ID=drains", "OCR_DEADLINE_MS=3000");
	reload(2);
	assert_int_equal(rename(log_path, old_log), 0);
	kill(nest.pool.pid, SIGUSR1);
	for (int i = 0; i < 100 && access(log_path, F_OK) != 0; i++)
		poll(NULL, 0, 10);
	assert_logged(log_path, "id", "drains");
	close(fd);
}

static void
run(const char *command)
{
	const char *argv[] = {"sh", "-c", command, dir, NULL};
	struct process_result r;

	assert_int_equal(process_run(argv, END_MS, &r), 0);
	assert_int_equal(r.status, 0);
	process_result_clear(&r);
}

/* The next workers have no place for their temporary files. */
static void
test_next_workers_that_die(void **state)
{
	pid_t before[POOL_MAX], after[POOL_MAX];

	(void)state;
	setenv("TMPDIR", base, 1);
	assert_int_equal(nest_open(&nest, 2, NULL), 0);
	assert_int_equal(pool_workers(&nest.pool, before, END_MS), 0);
	run("rm -r $0/tmp && touch $0/tmp");
	kill(nest.pool.pid, SIGHUP);
	assert_logged(nest.log, "event", "breaker open");
	assert_logged(nest.log, "reason", "the next workers do not get ready");
	assert_int_equal(pool_workers(&nest.pool, after, END_MS), 0);
	assert_memory_equal(before, after, 2 * sizeof(pid_t));
	assert_int_equal(nest_record(&nest).generation, 1);
	assert_serves();
	for (int i = 0; i < 1000 && nest_record(&nest).breaker != 0; i++)
		poll(NULL, 0, 1);
	assert_int_equal(nest_record(&nest).breaker, 0);
	run("rm $0/tmp && mkdir $0/tmp");
	reload(2);
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
	const char *args[] = {"--tessdata", models, NULL};
	const char *copy[] = {"cp", pool_program(), program, NULL};
	pid_t before[POOL_MAX], after[POOL_MAX];
	struct process_result r;

	(void)state;
	assert_int_equal(process_run(copy, END_MS, &r), 0);
	process_result_clear(&r);
	assert_int_equal(page_file_write(&model, eng), 0);
	setenv("OCR_WORKER", program, 1);
	assert_int_equal(nest_open(&nest, 2, args), 0);
	assert_int_equal(pool_workers(&nest.pool, before, END_MS), 0);
	replace_program();
	kill(nest.pool.pid, SIGHUP);
	assert_logged(nest.log, "event", "reload failed");
	/* It fails again each second, and does no harm. */
	for (int i = 0; i < RETRY_MS && count("\"reload failed\"") < 3; i++)
		poll(NULL, 0, 1);
	assert_true(count("\"reload failed\"") >= 3);
	assert_true(count("is not installed in") >= 3);
	assert_serves();
	assert_int_equal(pool_workers(&nest.pool, after, END_MS), 0);
	assert_memory_equal(before, after, 2 * sizeof(pid_t));
	assert_int_equal(nest_record(&nest).generation, 1);
	assert_int_equal(rename(away, eng), 0);
	assert_int_equal(nest_wait_generation(&nest, 2, END_MS), 0);
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

	if (page_grain(2500, 3500, 5, &noise) < 0 ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0 ||
	    tesseract_model("eng", &model) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("generations", tests, NULL, NULL);
	page_file_clear(&noise);
	page_file_clear(&text);
	page_file_clear(&model);
	return rc;
}
