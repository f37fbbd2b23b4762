/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals to the master: a new program starts without a lost request, or cannot
 * start; workers finish their requests; and logs are opened again.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/program_copy.h"
#include "tests/lib/server.h"

#define RELOADS 20
#define CLIENTS 3

static int
ask(void)
{
	struct fcgi_request r = {
	    .body = pool_fixture_text.data, .body_len = pool_fixture_text.len};
	struct fcgi_answer a;
	int status = 0;

	if (fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS) == 0 &&
	    a.ended)
		status = a.status;
	fcgi_answer_clear(&a);
	return status;
}

struct load {
	atomic_bool stop;
	atomic_uint good, bad;
};

static void *
run_client(void *arg)
{
	struct load *load = arg;

	while (!load->stop)
		if (ask() == 200)
			load->good++;
		else
			load->bad++;
	return NULL;
}

static size_t
count_descriptors(pid_t pid)
{
	char path[64];
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void
test_reload_under_load(void **state)
{
	static struct load load;
	pthread_t clients[CLIENTS];
	int reloads = server_is_sanitized() ? 3 : RELOADS;
	size_t descriptors;

	(void)state;
	pool_fixture_start(2, NULL);
	/* The first reload hands over more than the start did. */
	pool_fixture_reload(2);
	descriptors = count_descriptors(pool_fixture.pool.pid);
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, run_client, &load);
	for (int i = 0; i < reloads; i++) {
		assert_int_equal(
		    kill(pool_fixture.pool.pid, i % 2 ? SIGHUP : SIGUSR2), 0);
		assert_int_equal(test_pool_wait_generation(&pool_fixture,
				     (uint64_t)i + 3, POOL_FIXTURE_MS),
		    0);
		/* There is always a worker to take a request. */
		assert_true(
		    scoreboard_count(pool_fixture.scoreboard).total == 2);
	}
	load.stop = true;
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	assert_int_equal(load.bad, 0);
	assert_true(load.good > 0);
	/* The process id is that of the first program. */
	assert_int_equal(
	    test_pool_record(&pool_fixture).master, pool_fixture.pool.pid);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	/* A few of them may belong to workers that come or go. */
	assert_true(
	    count_descriptors(pool_fixture.pool.pid) <= descriptors + 3);
}

static void
test_a_program_that_cannot_start(void **state)
{
	pid_t workers[POOL_MAX];
	struct page_file junk = {
	    (unsigned char *)(uintptr_t) "#!/bin/false\n", 13};

	(void)state;
	pool_fixture_start(2, NULL);
	pool_fixture_workers(workers);
	unlink(program_copy);
	assert_int_equal(page_file_write(&junk, program_copy), 0);
	chmod(program_copy, 0755);
	kill(pool_fixture.pool.pid, SIGHUP);
	json_decref(pool_fixture_logged("event", "reload failed"));
	pool_fixture_unchanged(workers);
	assert_int_equal(ask(), 200);
	assert_int_equal(test_pool_record(&pool_fixture).generation, 1);
}

static void *
ask_slowly(void *status)
{
	struct page_file page;
	struct fcgi_request r = {.params = NULL};
	struct fcgi_answer a;

	if (page_slow(100, 17, &page) < 0)
		return NULL;
	r.body = page.data;
	r.body_len = page.len;
	if (fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS) == 0)
		*(int *)status = a.status;
	fcgi_answer_clear(&a);
	page_file_clear(&page);
	return NULL;
}

static void
test_quit_drains(void **state)
{
	pthread_t client;
	int answer = 0, status = -1;
	pid_t master;

	(void)state;
	pool_fixture_start(2, NULL);
	master = pool_fixture.pool.pid;
	pthread_create(&client, NULL, ask_slowly, &answer);
	pool_fixture_recognizing();
	pool_fixture.pool.pid = 0;
	kill(master, SIGQUIT);
	assert_int_equal(process_wait(master, POOL_FIXTURE_MS, &status), 0);
	assert_int_equal(status, 0);
	pthread_join(client, NULL);
	assert_int_equal(answer, 200);
	/* The scoreboard goes with the pool. */
	assert_int_equal(access(pool_fixture.board, F_OK), -1);
}

static void
test_logs_are_opened_again(void **state)
{
	static char path[128], old[140];
	json_t *line = NULL;
	int64_t pid;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/ocr-log-%d", (int)getpid());
	snprintf(old, sizeof(old), "%s.1", path);
	pool_fixture_start(1, "--log", path, NULL);
	pid = pool_fixture_idle().pid;
	assert_int_equal(rename(path, old), 0);
	kill(pool_fixture.pool.pid, SIGUSR1);
	for (int i = 0; i < 100 && access(path, F_OK) != 0; i++)
		poll(NULL, 0, 20);
	/* The worker is the same, and writes to the new file. */
	for (int i = 0; i < 100 && !line; i++) {
		pool_fixture_headers();
		line = log_reader_find(path, "handler", "headers", 20);
	}
	assert_non_null(line);
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	unlink(path);
	unlink(old);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    PROGRAM_COPY_TEST(test_reload_under_load),
	    PROGRAM_COPY_TEST(test_a_program_that_cannot_start),
	    PROGRAM_COPY_TEST(test_quit_drains),
	    PROGRAM_COPY_TEST(test_logs_are_opened_again),
	};

	return cmocka_run_group_tests_name("reload", tests, NULL, NULL);
}
