/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate and the pool's scoreboard: slots are what the pool says, and a file
 * that is not its scoreboard changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fcgi-worker/scoreboard.h"
#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define WORKERS 3
#define SLOTS 7 /* what lighttpd.conf is told, unlike the pool */
#define ARRIVE_MS 5000
#define GONE_MS 1200

static struct server *server;

static int
start(const char *conf)
{
	const struct server_options options = {
	    .workers = WORKERS, .slots = SLOTS, .conf = conf};

	server = server_start(&options);
	return server ? 0 : -1;
}

static int
setup(void **state)
{
	(void)state;
	return start(NULL);
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

/* Within the bound the error log has a line with the text. */
static void
logged(const char *text)
{
	double end = process_now_ms() + ARRIVE_MS;
	bool found = false;

	while (!found) {
		char *log =
		    process_read_file(server_path(server, "error.log"), NULL);

		assert_non_null(log);
		found = strstr(log, text);
		if (!found && process_now_ms() > end)
			fail_msg("\"%s\" is not in: %s", text, log);
		free(log);
	}
}

static long
readyz(void)
{
	struct http_answer answer;
	long status;

	assert_int_equal(http_get(server->port, "/readyz", NULL, &answer), 0);
	status = answer.status;
	http_answer_clear(&answer);
	return status;
}

static void
test_slots_are_the_workers(void **state)
{
	(void)state;
	assert_true(
	    status_wait(server->port, "slots", WORKERS, ARRIVE_MS) >= 0);
	assert_int_equal(readyz(), 200);
	logged("in use");
}

/* The board is looked at twice a second, its heartbeat all the time. */
static void
test_a_pool_that_is_gone_is_noticed(void **state)
{
	(void)state;
	assert_true(
	    status_wait(server->port, "slots", WORKERS, ARRIVE_MS) >= 0);
	assert_int_equal(kill(server->pool.pid, SIGKILL), 0);
	assert_int_equal(process_wait(server->pool.pid, ARRIVE_MS, NULL), 0);
	server->pool.pid = 0;
	assert_true(status_wait(server->port, "slots", SLOTS, GONE_MS) >= 0);
	assert_int_equal(readyz(), 503);
	logged("its pool is gone");
	assert_int_equal(
	    pool_start(&server->pool, server->dir, WORKERS, NULL), 0);
	assert_true(
	    status_wait(server->port, "slots", WORKERS, ARRIVE_MS) >= 0);
	assert_int_equal(readyz(), 200);
}

/* Workers that are dead take no page: nothing is handed to them. */
static void
test_status_shows_the_workers(void **state)
{
	json_t *status, *workers;
	unsigned idle = 0;
	size_t i;

	(void)state;
	assert_true(
	    status_wait(server->port, "slots", WORKERS, ARRIVE_MS) >= 0);
	status = status_read(server->port);
	workers = json_object_get(status, "workers");
	for (i = 0; i < json_array_size(workers); i++) {
		const char *s = json_string_value(
		    json_object_get(json_array_get(workers, i), "state"));

		idle += s && strcmp(s, "idle") == 0;
	}
	assert_int_equal(idle, WORKERS);
	json_decref(status);
}

static void
has_sample(const char *sample)
{
	struct http_answer answer;

	assert_int_equal(http_get(server->port, "/metrics", NULL, &answer), 0);
	if (!strstr(answer.body, sample))
		fail_msg("%s is not in: %s", sample, answer.body);
	http_answer_clear(&answer);
}

static void
test_metrics_show_the_workers(void **state)
{
	(void)state;
	assert_true(
	    status_wait(server->port, "slots", WORKERS, ARRIVE_MS) >= 0);
	has_sample("\nocr_workers{state=\"idle\"} 3\n");
	has_sample("\nocr_worker_busy{worker=\"0\"} 0\n");
	has_sample("\nocr_pool_restarts_total 0\n");
}

/* A file of the size and with the content given, in place of the board. */
static void
is_refused(const void *content, size_t size, const char *why)
{
	char path[256], conf[320];
	int fd;

	snprintf(path, sizeof(path), "/tmp/ocr-test-board-%d", (int)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, size), size);
	close(fd);
	snprintf(conf, sizeof(conf), "ocr.scoreboard := \"%s\"", path);
	assert_int_equal(start(conf), 0);
	assert_true(status_wait(server->port, "slots", SLOTS, ARRIVE_MS) >= 0);
	assert_int_equal(
	    client_finish(
		client_post(server->port, "/headers", "", 10), ARRIVE_MS, NULL),
	    200);
	logged(why);
	logged("using ocr.slots = 7");
	assert_int_equal(server_stop(server), 0);
	server = NULL;
	unlink(path);
}

static void
test_foreign_files_are_refused(void **state)
{
	static char text[8192] = "this is no scoreboard";
	union {
		struct scoreboard_file board;
		char bytes[8192];
	} u = {.board = {.magic = SCOREBOARD_MAGIC,
		   .version = SCOREBOARD_VERSION,
		   .workers = 4}};

	(void)state;
	is_refused(text, sizeof(text), "it is not a scoreboard");
	is_refused(text, 5, "it is not a scoreboard");
	u.board.version++;
	is_refused(&u, sizeof(u), "another version");
	u.board.version--;
	u.board.workers = 4000;
	is_refused(&u, sizeof(u), "it is cut short");
	u.board.workers = 4;
	/* Sound, but nobody has renewed its heartbeat. */
	is_refused(&u, sizeof(u), "its pool is gone");
}

/* Whoever writes the board, a worker that is not ours any more included, can
 * change or cut it at any time. */
static void
test_a_file_that_changes_is_no_harm(void **state)
{
	const struct scoreboard_file head = {.magic = SCOREBOARD_MAGIC,
	    .version = SCOREBOARD_VERSION,
	    .workers = 2,
	    .pool = {.master = 1, .heartbeat_ms = UINT64_MAX / 2}};
	const struct scoreboard_entry entries[2] = {
	    {.worker.state = SCOREBOARD_IDLE},
	    {.worker.state = SCOREBOARD_BUSY}};
	const uint32_t many = SCOREBOARD_WORKERS_MAX;
	char path[256], conf[320];
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/ocr-test-board-%d", (int)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0640);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, &head, sizeof(head)), sizeof(head));
	assert_int_equal(write(fd, entries, sizeof(entries)), sizeof(entries));
	snprintf(conf, sizeof(conf), "ocr.scoreboard := \"%s\"", path);
	assert_int_equal(start(conf), 0);
	assert_true(status_wait(server->port, "slots", 2, ARRIVE_MS) >= 0);
	assert_int_equal(pwrite(fd, &many, sizeof(many),
			     offsetof(struct scoreboard_file, workers)),
	    sizeof(many));
	assert_true(status_wait(server->port, "slots", 2, ARRIVE_MS) >= 0);
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	assert_true(status_wait(server->port, "slots", SLOTS, ARRIVE_MS) >= 0);
	logged("its pool is gone");
	assert_int_equal(server_stop(server), 0);
	unlink(path);
}

static void
test_an_absent_file_is_no_harm(void **state)
{
	(void)state;
	assert_int_equal(start("ocr.scoreboard := \"/nowhere/board\""), 0);
	assert_true(status_wait(server->port, "slots", SLOTS, ARRIVE_MS) >= 0);
	logged("No such file or directory");
	assert_int_equal(readyz(), 200);
	assert_int_equal(server_stop(server), 0);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_slots_are_the_workers),
	    ON_ITS_OWN(test_a_pool_that_is_gone_is_noticed),
	    ON_ITS_OWN(test_status_shows_the_workers),
	    ON_ITS_OWN(test_metrics_show_the_workers),
	    cmocka_unit_test(test_foreign_files_are_refused),
	    cmocka_unit_test(test_a_file_that_changes_is_no_harm),
	    cmocka_unit_test(test_an_absent_file_is_no_harm),
	};

	return server_report(
	    cmocka_run_group_tests_name("scoreboard", tests, NULL, NULL));
}
