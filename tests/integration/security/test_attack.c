/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A handler that was taken over, in a real pool behind the real lighttpd: its
 * attempts end its process, and cost only its own request.
 */
#include "tests/lib/test.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/http.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/problem.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define WORKERS 2
/* A request has a second, and the master adds so much. */
#define DEAF_MS 9000
#define ASKED "it was asked to end"
/* With this variable the program becomes the pool, on a kernel that lacks
 * something. */
#define LACKS "OCR_TEST_LACKS"

static const char *const attempts[] = {
    "open",
    "write",
    "unlink",
    "socket",
    "execve",
    "fork",
    "ptrace",
    "ftruncate",
    "fault",
    "threads",
#ifdef __x86_64__
    "i386",
    "x32",
#endif
};
#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static struct page_file text;

/* Clients that use the pool at the same time. */
struct others {
	int port;
	atomic_bool stop;
	atomic_uint good, bad;
};

static void *
run_others(void *arg)
{
	struct others *o = arg;
	struct http_answer answer;

	while (!o->stop) {
		if (http_post(o->port, "/ocr", text.data, text.len, &answer) ==
			0 &&
		    answer.status == 200)
			o->good++;
		else
			o->bad++;
		http_answer_clear(&answer);
	}
	return NULL;
}

/* Lets a worker try the attack of this name, upon which it must be killed; the
 * next worker must serve. */
static void
attack(struct server *server, const char *name)
{
	struct http_answer answer;
	char path[32];
	json_t *problem;

	snprintf(path, sizeof(path), "/?%s", name);
	assert_int_equal(http_get(server->port, path, NULL, &answer), 0);
	problem = problem_read(&answer, 500);
	if (problem == NULL)
		fail_msg("%s", name);
	json_decref(problem);
	http_answer_clear(&answer);
	/* This is the next worker. */
	assert_int_equal(
	    http_post(server->port, "/ocr", text.data, text.len, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body, "quick brown"));
	http_answer_clear(&answer);
}

static void
test_through_lighttpd(void **state)
{
	/* The worker has all that it may have, where this machine has it. */
	const char *models = getenv("OCR_MODELS");
	const char *const args[] = {"--models", models, NULL};
	const struct server_options options = {.workers = WORKERS,
	    .worker_args = models == NULL ? NULL : args,
	    .conf = "ocr.web := \"\""};
	struct others others = {.stop = false};
	struct scoreboard *board;
	struct scoreboard_pool p;
	struct server *server;
	pthread_t thread;
	const char *why;

	(void)state;
	server = server_start(&options);
	assert_non_null(server);
	others.port = server->port;
	pthread_create(&thread, NULL, run_others, &others);
	for (size_t i = 0; i < ATTEMPTS; i++)
		attack(server, attempts[i]);
	others.stop = true;
	pthread_join(thread, NULL);
	assert_int_equal(others.bad, 0);
	assert_true(others.good > 0);
	/* Each of these requests ran once more elsewhere, and no other did. */
	assert_int_equal(
	    status_number(server->port, "totals.replayed"), ATTEMPTS);
	board = scoreboard_open(server_path(server, "worker.sock.board"), &why);
	assert_non_null(board);
	assert_true(scoreboard_read_pool(board, &p));
	assert_int_equal(p.restarts, 2 * ATTEMPTS);
	scoreboard_close(board);
	assert_int_equal(server_stop(server), 0);
}

/* Lets a worker of the pool without lighttpd try the attack of this name.  Its
 * answer must be the text want; for NULL there must be none. */
static void
expect(const char *name, const char *want)
{
	struct fcgi_request r = {.method = "GET", .path = "/", .query = name};
	struct fcgi_answer a;
	const char *got = NULL;

	if (fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS) == 0 &&
	    a.ended)
		got = a.body;
	if (want == NULL ? got != NULL : !got || strcmp(got, want) != 0)
		fail_msg("%s: %s", name, got ? got : "no answer");
	fcgi_answer_clear(&a);
}

static void
test_one_worker_each(void **state)
{
	(void)state;
	pool_fixture_start(1, NULL);
	for (size_t i = 0; i < ATTEMPTS; i++) {
		expect(attempts[i], NULL);
		pool_fixture_ask(&text, NULL, 200);
		assert_int_equal(
		    test_pool_record(&pool_fixture).restarts, i + 1);
	}
	/* The file that it tried to change, and what the log had before. */
	json_decref(pool_fixture_logged("path", "/etc/passwd"));
	json_decref(pool_fixture_logged("event", "ready"));
}

/* Checks that the master kills the worker within bound_ms, and logs this
 * reason. */
static void
expect_killed(pid_t pid, const char *why, int bound_ms)
{
	json_t *line;

	assert_int_equal(process_wait_gone(pid, bound_ms), 0);
	line = pool_fixture_logged("event", "worker killed");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "worker_pid")), pid);
	assert_string_equal(
	    json_string_value(json_object_get(line, "reason")), why);
	json_decref(line);
}

/* The worker ends with a reload, late, and does not hold up the next one. */
static void
test_deaf_to_a_reload(void **state)
{
	pid_t pid;

	(void)state;
	pool_fixture_start(1, "--timeout", "1", NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	expect("deaf", "done");
	pool_fixture_reload(2);
	kill(pool_fixture.pool.pid, SIGHUP);
	expect_killed(pid, ASKED, DEAF_MS);
	assert_int_equal(
	    test_pool_wait_generation(&pool_fixture, 3, POOL_FIXTURE_MS), 0);
	pool_fixture_ask(&text, NULL, 200);
}

/* The worker never ends its request, and shows none. */
static void
test_deaf_to_age(void **state)
{
	const struct fcgi_request r = {
	    .method = "GET", .path = "/", .query = "hang"};
	pid_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, "--timeout", "1", "--max-age", "2", NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	fd = pool_fixture_send(&r);
	json_decref(pool_fixture_logged("reason", "age"));
	expect_killed(pid, ASKED, DEAF_MS);
	close(fd);
	pool_fixture_ask(&text, NULL, 200);
}

/* The worker does not keep the pool from its end. */
static void
test_deaf_to_the_end(void **state)
{
	pid_t pid;

	(void)state;
	pool_fixture_start(1, "--timeout", "1", NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	expect("deaf", "done");
	assert_int_equal(pool_end(&pool_fixture.pool, SIGQUIT, DEAF_MS), 0);
	expect_killed(pid, ASKED, 0);
}

/* Lets a worker fill its directory in the way of this name: it must be killed,
 * and the next one must have room. */
static void
fill(const char *name)
{
	pid_t pid;

	pool_fixture_start(1, "--max-scratch", "32m", NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	expect(name, NULL);
	expect_killed(pid, "temporary files", POOL_FIXTURE_MS);
	pool_fixture_ask(&text, "format=pdf", 200);
	pool_fixture_ask(&text, NULL, 200);
}

/* All that a worker writes is counted, whether the files have names or not. */
static void
test_filling_the_disk(void **state)
{
	(void)state;
	fill("fill");
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	fill("fill-starting");
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	fill("fill-unseen");
	expect("fill-mapped", "ENODEV");
}

/* Starts the pool, with an option or NULL, as on a kernel that lacks a
 * protection.  The log must say so, and the pool serve. */
static void
open_lacking(const char *what, const char *option, const char *value)
{
	json_t *line, *missing;

	setenv(LACKS, what, 1);
	pool_fixture_start(1, option, value, NULL);
	setenv(LACKS, "", 1);
	line = pool_fixture_logged("event", "protections are missing");
	missing = json_object_get(line, "missing");
	assert_int_equal(json_array_size(missing), 1);
	assert_string_equal(
	    json_string_value(json_array_get(missing, 0)), what);
	json_decref(line);
	pool_fixture_ask(&text, NULL, 200);
}

static void
test_without_landlock(void **state)
{
	(void)state;
	open_lacking("landlock", NULL, NULL);
	for (size_t i = 0; i < ATTEMPTS; i++) {
		expect(attempts[i], NULL);
		pool_fixture_ask(&text, NULL, 200);
	}
	assert_int_equal(test_pool_record(&pool_fixture).restarts, ATTEMPTS);
}

static void
test_without_seccomp(void **state)
{
	(void)state;
	open_lacking("seccomp", NULL, NULL);
	expect("open", "EACCES");
	expect("write", "EACCES");
	/* Without seccomp, calls that concern no file are stopped only by the
	 * limit on processes, which does not hold for root. */
	expect("fork", geteuid() == 0 ? "done" : "EAGAIN");
	pool_fixture_ask(&text, NULL, 200);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* Reads HEIC and AVIF, whose decoders would start threads. */
static void
read_camera_images(void)
{
	struct page_file image;

	for (int avif = 0; avif < 2; avif++) {
		assert_int_equal(exif_image_shoot(&text, avif, 1, &image), 0);
		assert_non_null(strstr(
		    pool_fixture_ask(&image, NULL, 200)->body, "quick brown"));
		page_file_clear(&image);
	}
}

/* For a user other than root a limit stops it, too; that limit is in the way of
 * nothing that a worker does. */
static void
test_without_seccomp_as_another_user(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		pool_fixture_start(1, NULL);
		print_message("NOT TESTED: only root may\n");
		skip();
	}
	open_lacking("seccomp", "--user", "nobody");
	expect("fork", "EAGAIN");
	expect("threads", "EAGAIN");
	pool_fixture_ask(&text, NULL, 200);
	read_camera_images();
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* A worker has so many threads: that of the watchdog, and those that read
 * pages. */
#define THREADS 3

/* Each thread is confined, too. */
static void
test_every_thread(void **state)
{
	static const char *const names[] = {"open", "socket", "execve"};
	char query[32];

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	for (unsigned i = 0; i < THREADS; i++) {
		snprintf(query, sizeof(query), "nothing@%u", i);
		expect(query, "done");
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			snprintf(query, sizeof(query), "%s@%u", names[k], i);
			expect(query, NULL);
		}
	}
	snprintf(query, sizeof(query), "nothing@%u", THREADS);
	expect(query, "ESRCH");
}

/* Becomes the pool, as on a kernel without seccomp or Landlock, or for "" as it
 * is.  Returns an exit status if that fails. */
static int
become_pool(const char *lacks, char **argv)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	int call = strcmp(lacks, "seccomp") == 0
		       ? SCMP_SYS(seccomp)
		       : SCMP_SYS(landlock_create_ruleset);

	if (*lacks &&
	    (seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0 ||
		seccomp_load(f) != 0))
		return 126;
	execv(pool_attacker(), argv);
	return 127;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_through_lighttpd),
	    POOL_FIXTURE_TEST(test_one_worker_each),
	    POOL_FIXTURE_TEST(test_every_thread),
	    POOL_FIXTURE_TEST(test_filling_the_disk),
	    POOL_FIXTURE_TEST(test_deaf_to_a_reload),
	    POOL_FIXTURE_TEST(test_deaf_to_age),
	    POOL_FIXTURE_TEST(test_deaf_to_the_end),
	    POOL_FIXTURE_TEST(test_without_landlock),
	    POOL_FIXTURE_TEST(test_without_seccomp),
	    POOL_FIXTURE_TEST(test_without_seccomp_as_another_user),
	};
	int rc;

	(void)argc;
	if (getenv(LACKS))
		return become_pool(getenv(LACKS), argv);
	if (server_is_sanitized()) {
		print_message("no seccomp under a sanitizer: not tested\n");
		return 0;
	}
	setenv("OCR_WORKER", argv[0], 1);
	setenv(LACKS, "", 1);
	if (page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("attack", tests, NULL, NULL);
	page_file_clear(&text);
	return server_report(rc);
}
