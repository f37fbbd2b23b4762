/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate and the scoreboard of the pool: there are as many slots as the pool
 * says, and a file that is not its scoreboard changes nothing.
 */
#include "tests/lib/test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/scoreboard_file.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define WORKERS 3
#define SLOTS 7 /* what lighttpd.conf is told, unlike the pool */
#define GONE_MS 1200
#define READY_MS 5000 /* a try a second, and room for a slow machine */

static struct server_options seven_slots = {.workers = WORKERS, .slots = SLOTS};

/* Starts a server with one more line of configuration. */
static void
start(const char *conf)
{
	struct server_options options = seven_slots;

	options.conf = conf;
	assert_int_equal(server_fixture_open(&options), 0);
}

/* Waits until the error log has a line with the text. */
static void
assert_logged(const char *text)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	bool found = false;

	while (!found) {
		char *log = process_read_file(
		    server_path(server_fixture, "error.log"), NULL);

		assert_non_null(log);
		found = strstr(log, text);
		if (!found && process_now_ms() > end)
			fail_msg("\"%s\" is not in: %s", text, log);
		free(log);
	}
}

static void
test_slots_are_the_workers(void **state)
{
	(void)state;
	server_fixture_wait("slots", WORKERS);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
	assert_logged("in use");
}

/* The gate reads the scoreboard twice a second, and its heartbeat all the
 * time. */
static void
test_a_pool_that_is_gone_is_noticed(void **state)
{
	(void)state;
	server_fixture_wait("slots", WORKERS);
	assert_int_equal(kill(server_fixture->pool.pid, SIGKILL), 0);
	assert_int_equal(
	    process_wait(server_fixture->pool.pid, SERVER_FIXTURE_MS, NULL), 0);
	server_fixture->pool.pid = 0;
	assert_true(
	    status_wait(server_fixture->port, "slots", SLOTS, GONE_MS) >= 0);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_logged("its pool is gone");
	assert_int_equal(pool_start(&server_fixture->pool, server_fixture->dir,
			     WORKERS, NULL),
	    0);
	server_fixture_wait("slots", WORKERS);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
}

/* Workers that are dead get no page. */
static void
test_status_shows_the_workers(void **state)
{
	json_t *status, *workers;
	unsigned idle = 0;

	(void)state;
	server_fixture_wait("slots", WORKERS);
	status = status_read(server_fixture->port);
	workers = json_object_get(status, "workers");
	for (size_t i = 0; i < json_array_size(workers); i++) {
		const char *s = json_string_value(
		    json_object_get(json_array_get(workers, i), "state"));

		idle += s && strcmp(s, "idle") == 0;
	}
	assert_int_equal(idle, WORKERS);
	json_decref(status);
}

static void
assert_sample(const char *sample)
{
	struct http_answer answer;

	server_fixture_get("/metrics", NULL, &answer);
	if (!strstr(answer.body, sample))
		fail_msg("%s is not in: %s", sample, answer.body);
	http_answer_clear(&answer);
}

static void
test_metrics_show_the_workers(void **state)
{
	(void)state;
	server_fixture_wait("slots", WORKERS);
	assert_sample("\nocr_workers{state=\"idle\"} 3\n");
	assert_sample("\nocr_worker_busy{worker=\"0\"} 0\n");
	assert_sample("\nocr_pool_restarts_total 0\n");
}

static char path[64];

/* Starts a server whose scoreboard is a file with that content. */
static int
start_with(const void *content, size_t size)
{
	char conf[128];
	int fd;

	snprintf(path, sizeof(path), "/tmp/ocr-test-board-%d", (int)getpid());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0640);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, size), size);
	snprintf(conf, sizeof(conf), "ocr.scoreboard := \"%s\"", path);
	start(conf);
	return fd;
}

static void
stop(void)
{
	assert_int_equal(server_fixture_teardown(NULL), 0);
	unlink(path);
}

/* Checks that the gate serves by ocr.slots, and logs why, when the scoreboard
 * has this content. */
static void
assert_board_refused(const void *content, size_t size, const char *why)
{
	close(start_with(content, size));
	server_fixture_wait("slots", SLOTS);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_logged(why);
	assert_logged("using ocr.slots = 7");
	stop();
}

union file {
	struct scoreboard_file board;
	char bytes[5 * SCOREBOARD_PAGE];
};

/* Makes a scoreboard with so many slots, which this program could have
 * written. */
static union file
make_board(unsigned workers)
{
	union file u = {.board = {.magic = SCOREBOARD_MAGIC,
			    .version = SCOREBOARD_VERSION,
			    .header_size = SCOREBOARD_HEADER_SIZE,
			    .workers = workers,
			    .layout = scoreboard_layout}};

	return u;
}

static void
test_foreign_files_are_refused(void **state)
{
	static char text[5 * SCOREBOARD_PAGE] = "this is no scoreboard";
	union file u = make_board(4);

	(void)state;
	assert_board_refused(text, sizeof(text), "it is not a scoreboard");
	assert_board_refused(text, 5, "it is not a scoreboard");
	u.board.version++;
	assert_board_refused(&u, sizeof(u), "another version");
	u.board.version--;
	u.board.workers = 4000;
	assert_board_refused(&u, sizeof(u), "it is cut short");
	u.board.workers = 4;
	u.board.layout.entry_size = 1;
	assert_board_refused(&u, sizeof(u), "it is damaged");
	u.board.layout = scoreboard_layout;
	/* The scoreboard is sound, but nobody has renewed its heartbeat. */
	assert_board_refused(&u, sizeof(u), "its pool is gone");
}

/* A process that writes the scoreboard, also a worker that was taken over, can
 * change or cut it at any time. */
static void
test_a_file_that_changes_is_no_harm(void **state)
{
	union file u = make_board(2);
	int fd;

	(void)state;
	u.board.pool = (struct scoreboard_pool){
	    .master = 1, .heartbeat_ms = UINT64_MAX / 2};
	u.board.entries[0].worker.state = SCOREBOARD_IDLE;
	u.board.entries[1].worker.state = SCOREBOARD_BUSY;
	fd = start_with(&u, offsetof(struct scoreboard_file, entries[2]));
	server_fixture_wait("slots", 2);
	u.board.workers = SCOREBOARD_WORKERS_MAX;
	assert_int_equal(pwrite(fd, &u, sizeof(u.board), 0), sizeof(u.board));
	server_fixture_wait("slots", 2);
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	server_fixture_wait("slots", SLOTS);
	assert_logged("its pool is gone");
	stop();
}

/* Checks that the gate serves by a scoreboard of this layout, which has two
 * free workers. */
static void
assert_serves_by(uint32_t minor, uint32_t header_size,
    const struct scoreboard_layout *layout)
{
	static struct scoreboard_file_bytes f;
	const struct scoreboard_pool pool = {
	    .master = 1, .heartbeat_ms = UINT64_MAX / 2};
	const struct scoreboard_worker worker = {
	    .pid = 4321, .state = SCOREBOARD_IDLE};
	json_t *status, *first;

	scoreboard_file_make(&f, minor, header_size, 2, layout);
	scoreboard_file_pool(&f, layout, &pool);
	for (unsigned i = 0; i < 2; i++)
		scoreboard_file_worker(&f, layout, i, &worker);
	close(start_with(f.bytes, f.size));
	server_fixture_wait("slots", 2);
	assert_logged("in use");
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	status = status_read(server_fixture->port);
	first = json_array_get(json_object_get(status, "workers"), 1);
	assert_int_equal(
	    json_integer_value(json_object_get(first, "pid")), 4321);
	assert_int_equal(
	    json_integer_value(json_object_get(first, "cpu_ms")), 0);
	json_decref(status);
	assert_sample("\nocr_workers{state=\"idle\"} 2\n");
	stop();
}

/* The gate and the pool are not always replaced at the same time. */
static void
test_pools_of_other_versions_serve(void **state)
{
	static const struct scoreboard_layout older = {
	    .pool_at = 64,
	    .pool_size = offsetof(struct scoreboard_pool, accept_queue),
	    .entries_at = 256,
	    .entry_size = 512,
	    .worker_size = offsetof(struct scoreboard_worker, requests),
	};
	static const struct scoreboard_layout newer = {
	    .pool_at = 1024,
	    .pool_size = sizeof(struct scoreboard_pool) + 64,
	    .entries_at = 4096,
	    .entry_size = 8192,
	    .worker_size = sizeof(struct scoreboard_worker) + 64,
	};

	(void)state;
	assert_serves_by(SCOREBOARD_MINOR, 48, &older);
	assert_serves_by(SCOREBOARD_MINOR + 1, 200, &newer);
}

static void
test_an_absent_file_is_no_harm(void **state)
{
	(void)state;
	start("ocr.scoreboard := \"/nowhere/board\"");
	server_fixture_wait("slots", SLOTS);
	assert_logged("No such file or directory");
	/* Of a pool elsewhere the gate learns by a connection. */
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* Waits until /readyz is answered with the status; no other request is sent. */
static void
becomes_ready(int status)
{
	double end = process_now_ms() + READY_MS;

	while (http_status(server_fixture->port, "/readyz") != status)
		if (process_now_ms() > end)
			fail_msg("/readyz is not %d in time", status);
}

static void
test_a_pool_that_comes_later(void **state)
{
	const struct server_options alone = {.slots = SLOTS};

	(void)state;
	assert_int_equal(server_fixture_open(&alone), 0);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_int_equal(pool_start(&server_fixture->pool, server_fixture->dir,
			     WORKERS, NULL),
	    0);
	server_fixture_wait("slots", WORKERS);
	becomes_ready(200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* Nobody sends requests to a host that is not ready, so its gate connects by
 * itself. */
static void
test_a_pool_that_comes_later_without_a_scoreboard(void **state)
{
	const struct server_options alone = {
	    .slots = SLOTS, .conf = "ocr.scoreboard := \"\""};
	const char *events[] = {"\"request\"", "\"worker ended\"",
	    "\"connection closed\"", "\"accept failed\""};
	char *log;

	(void)state;
	assert_int_equal(server_fixture_open(&alone), 0);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_int_equal(pool_start(&server_fixture->pool, server_fixture->dir,
			     WORKERS, NULL),
	    0);
	becomes_ready(200);
	assert_logged("the pool's socket can be reached");
	/* The worker that took the connection has nothing to report. */
	log = server_fixture_log();
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		assert_null(strstr(log, events[i]));
	free(log);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* A request finds out that the pool is gone; nobody has to send one for the
 * gate to find out that it is back. */
static void
test_a_pool_that_comes_back_without_a_scoreboard(void **state)
{
	(void)state;
	start("ocr.scoreboard := \"\"");
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 200);
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	server_fixture_finish(
	    server_fixture_post("/headers?timeout=1", "", 10), 503);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_int_equal(pool_start(&server_fixture->pool, server_fixture->dir,
			     WORKERS, NULL),
	    0);
	becomes_ready(200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* Nobody has to send a request for the gate to find out that it cannot
 * connect. */
static void
test_a_socket_that_is_removed(void **state)
{
	char sock[DIR_MAX + 32], away[DIR_MAX + 32];

	(void)state;
	start("");
	becomes_ready(200);
	snprintf(sock, sizeof(sock), "%s/worker.sock", server_fixture->dir);
	snprintf(away, sizeof(away), "%s/away.sock", server_fixture->dir);
	assert_int_equal(rename(sock, away), 0);
	becomes_ready(503);
	assert_logged("the pool's socket cannot be reached: No such file");
	json_decref(server_fixture_logged("event", "the socket is gone"));
	assert_int_equal(rename(away, sock), 0);
	becomes_ready(200);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* A pool that made its socket makes it again. */
static void
test_a_socket_that_is_made_again(void **state)
{
	const struct server_options alone = {.slots = SLOTS};
	char sock[DIR_MAX + 32];
	int fd;

	(void)state;
	assert_int_equal(server_fixture_open(&alone), 0);
	assert_int_equal(pool_start_alone(&server_fixture->pool,
			     server_fixture->dir, WORKERS, NULL),
	    0);
	becomes_ready(200);
	snprintf(sock, sizeof(sock), "%s/worker.sock", server_fixture->dir);
	/* A request that has a worker is answered. */
	fd = server_fixture_post("/headers", "", 10);
	assert_int_equal(unlink(sock), 0);
	json_decref(server_fixture_logged(
	    "event", "the socket was gone and has been made again"));
	server_fixture_finish(fd, 200);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	json_decref(server_fixture_logged("event", "reloaded"));
	becomes_ready(200);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	/* This works again with the program that the reload has started. */
	assert_int_equal(unlink(sock), 0);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* Waits until the path belongs to another file than before. */
static void
wait_for_another(const char *path_of_it, ino_t before)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	struct stat st;

	while (stat(path_of_it, &st) != 0 || st.st_ino == before)
		assert_true(process_now_ms() < end);
	assert_true(st.st_size > 0);
}

/* A scoreboard that was removed or cut by hand is made again, and requests that
 * run are answered. */
static void
test_a_board_that_is_made_again(void **state)
{
	char board[DIR_MAX + 32];
	struct stat st;
	int fd;

	(void)state;
	start("");
	becomes_ready(200);
	snprintf(
	    board, sizeof(board), "%s/worker.sock.board", server_fixture->dir);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(stat(board, &st), 0);
		fd = server_fixture_post("/headers", "", 10);
		assert_int_equal(
		    i == 0 ? truncate(board, 0) : unlink(board), 0);
		wait_for_another(board, st.st_ino);
		server_fixture_wait("slots", WORKERS);
		becomes_ready(200);
		server_fixture_finish(fd, 200);
		server_fixture_finish(
		    server_fixture_post("/headers", "", 10), 200);
	}
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

/* Another application beside the gate is not its pool. */
static void
test_another_application_is_no_pool(void **state)
{
	char conf[256];
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &size), 0);
	snprintf(conf, sizeof(conf),
	    "ocr.scoreboard := \"\"\n"
	    "$HTTP[\"host\"] == \"other\" { ocr.gate = \"disable\"\n"
	    "fastcgi.server = ( \"/\" => (( \"host\" => \"127.0.0.1\", "
	    "\"port\" => %d, \"check-local\" => \"disable\" )) ) }",
	    ntohs(a.sin_port));
	start(conf);
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	server_fixture_finish(
	    server_fixture_post("/headers?timeout=3", "", 10), 503);
	assert_int_equal(http_status(server_fixture->port, "/readyz"), 503);
	assert_int_equal(server_fixture_teardown(NULL), 0);
	/* This is the gate's own pool, reached over TCP. */
	snprintf(conf, sizeof(conf),
	    "ocr.scoreboard := \"\"\n"
	    "fastcgi.server := ( \"/\" => (( \"host\" => \"127.0.0.1\", "
	    "\"port\" => %d, \"check-local\" => \"disable\" )) )",
	    ntohs(a.sin_port));
	start(conf);
	becomes_ready(200);
	assert_int_equal(server_fixture_teardown(NULL), 0);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_slots_are_the_workers, &seven_slots),
	    SERVER_FIXTURE_TEST(
		test_a_pool_that_is_gone_is_noticed, &seven_slots),
	    SERVER_FIXTURE_TEST(test_status_shows_the_workers, &seven_slots),
	    SERVER_FIXTURE_TEST(test_metrics_show_the_workers, &seven_slots),
	    cmocka_unit_test(test_foreign_files_are_refused),
	    cmocka_unit_test(test_a_file_that_changes_is_no_harm),
	    cmocka_unit_test(test_pools_of_other_versions_serve),
	    cmocka_unit_test(test_an_absent_file_is_no_harm),
	    cmocka_unit_test(test_a_pool_that_comes_later),
	    cmocka_unit_test(test_a_pool_that_comes_later_without_a_scoreboard),
	    cmocka_unit_test(test_a_pool_that_comes_back_without_a_scoreboard),
	    cmocka_unit_test(test_a_socket_that_is_removed),
	    cmocka_unit_test(test_a_socket_that_is_made_again),
	    cmocka_unit_test(test_a_board_that_is_made_again),
	    cmocka_unit_test(test_another_application_is_no_pool),
	};

	return server_report(
	    cmocka_run_group_tests_name("scoreboard", tests, NULL, NULL));
}
