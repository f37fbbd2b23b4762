/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file that crashed two workers, behind the real lighttpd: its client is
 * refused from then on, by the next program too, and nobody else is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/scoreboard.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define WORKERS 2
#define END_MS 30000
#define TICK_MS 5

static struct page_file grain, text;
static struct server *server;
static struct scoreboard *board;

static struct scoreboard_pool
record(void)
{
	struct scoreboard_pool p = {.master = 0};

	scoreboard_read_pool(board, &p);
	return p;
}

/* Crashes the worker that recognizes a page. */
static void
crash_the_busy_one(void)
{
	double end = process_now_ms() + END_MS;
	uint64_t before = record().restarts;
	struct scoreboard_worker w = {.pid = 0};

	while (
	    w.state != SCOREBOARD_BUSY || w.stage != SCOREBOARD_RECOGNIZING) {
		assert_true(process_now_ms() < end);
		for (unsigned i = 0; i < board->workers; i++)
			if (scoreboard_read_worker(board, i, &w) &&
			    w.state == SCOREBOARD_BUSY)
				break;
		poll(NULL, 0, TICK_MS);
	}
	assert_int_equal(kill((pid_t)w.pid, SIGSEGV), 0);
	while (record().restarts == before) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, TICK_MS);
	}
}

static void
expect(const struct page_file *file, long status, const char *type)
{
	struct http_answer answer;
	json_t *problem;

	assert_int_equal(
	    http_post(server->port, "/ocr", file->data, file->len, &answer), 0);
	if (type == NULL) {
		assert_int_equal(answer.status, status);
	} else {
		problem = problem_read(&answer, status);
		assert_non_null(problem);
		assert_string_equal(
		    json_string_value(json_object_get(problem, "type")), type);
		json_decref(problem);
	}
	http_answer_clear(&answer);
}

static void *
run_victim(void *answer)
{
	http_post(server->port, "/ocr", grain.data, grain.len, answer);
	return NULL;
}

static void
expect_quarantine(void)
{
	expect(&grain, 422, "urn:mod_ocr:problem:quarantined");
	expect(&text, 200, NULL);
}

static void
test_a_file_that_crashes(void **state)
{
	double end = process_now_ms() + END_MS;
	struct http_answer answer = {.status = 0};
	pthread_t client;

	(void)state;
	pthread_create(&client, NULL, run_victim, &answer);
	crash_the_busy_one();
	/* It runs once more, elsewhere. */
	crash_the_busy_one();
	pthread_join(client, NULL);
	json_decref(problem_read(&answer, 500));
	assert_int_equal(answer.status, 500);
	http_answer_clear(&answer);
	expect_quarantine();
	assert_int_equal(kill(server->pool.pid, SIGHUP), 0);
	while (record().generation < 2) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, TICK_MS);
	}
	expect_quarantine();
	assert_int_equal(record().restarts, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_file_that_crashes),
	};
	const struct server_options options = {.workers = WORKERS};
	const char *why;
	int rc = 1;

	if (page_grain(2500, 3500, 5, &grain) < 0 ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	server = server_start(&options);
	if (server)
		board = scoreboard_open(
		    server_path(server, "worker.sock.board"), &why);
	if (board)
		rc = cmocka_run_group_tests_name(
		    "quarantine", tests, NULL, NULL);
	scoreboard_close(board);
	if (server_stop(server) < 0)
		rc = 1;
	page_file_clear(&grain);
	page_file_clear(&text);
	return server_report(rc);
}
