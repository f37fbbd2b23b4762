/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd is reloaded and stopped with requests in the gate: a reload loses
 * and refuses nothing, a stop answers everybody within two seconds.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define CLIENTS 4
#define RELOADS 5
#define RELOAD_MS 10000
/* So often it is tried to see a reload begin. */
#define RELOADS 5
/* A stop may take so long, with room for a busy machine. */
#define STOP_MS 2800
#define AT_ONCE_MS 700

static struct server_options one = {.workers = 1};
static struct server_options two = {.workers = 2};
static struct server_options late = {.workers = 1, .preload = "late_child"};

/* Counts the names in the directory that begin with the prefix, and sets last
 * to the path of the last one. */
static size_t
count(const char *path, const char *prefix, char last[PATH_MAX])
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	size_t n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL) {
		if (strncmp(e->d_name, prefix, strlen(prefix)) != 0)
			continue;
		snprintf(last, PATH_MAX, "%s/%s", path, e->d_name);
		n++;
	}
	closedir(dir);
	return n;
}

static size_t
folders(void)
{
	char last[PATH_MAX];

	return count(server_path(server_fixture, "spool"), "mod_ocr.", last);
}

/* Counts the bodies above 64 KB, which are in the only folder. */
static size_t
bodies(void)
{
	char folder[PATH_MAX], last[PATH_MAX];

	assert_int_equal(
	    count(server_path(server_fixture, "spool"), "mod_ocr.", folder), 1);
	return count(folder, "lighttpd-upload-", last);
}

static void
wait_folders(size_t n)
{
	double end = process_now_ms() + RELOAD_MS;

	while (folders() != n && process_now_ms() < end)
		usleep(10000);
	assert_int_equal(folders(), n);
}

/* Requests of the server before run beside those of the next one; both together
 * take no more workers than there are. */
static void
test_a_reload_keeps_what_it_has(void **state)
{
	int fds[6];

	(void)state;
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 200000);
	fds[2] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 2);
	assert_int_equal(bodies(), 1);
	server_fixture_reload();
	assert_int_equal(server_fixture_number("queued"), 0);
	wait_folders(2);
	for (int i = 3; i < 6; i++)
		fds[i] = server_fixture_post("/headers", "", 200000);
	/* The only worker is busy: one request waits at the pool, and no
	 * more. */
	server_fixture_wait("running", 1);
	server_fixture_wait("queued", 2);
	server_fixture_drain(fds, 6);
	assert_int_equal(server_fixture_number("slots"), 1);
	wait_folders(1);
}

/* Two gates share one pool: each leaves the workers alone that are busy for the
 * other. */
static void
test_workers_that_are_busy_for_others_are_no_slots(void **state)
{
	struct page_file page;
	char *request;
	size_t len;
	int busy, fds[2];

	(void)state;
	assert_int_equal(page_noise(2500, 3500, 1, &page), 0);
	request =
	    load_client_post("/ocr?timeout=60", "", page.data, page.len, &len);
	assert_non_null(request);
	busy = raw_request(server_fixture->port, request, len);
	assert_true(busy >= 0);
	server_fixture_wait("running", 1);
	server_fixture_reload();
	server_fixture_wait("slots", 1);
	for (int i = 0; i < 2; i++)
		fds[i] = server_fixture_post("/headers", "", 10);
	server_fixture_finish(fds[0], 200);
	server_fixture_finish(fds[1], 200);
	/* The client of the other gate leaves, and its worker is a slot
	 * again. */
	close(busy);
	server_fixture_wait("slots", 2);
	free(request);
	page_file_clear(&page);
}

/* The deadline includes the wait at the pool: the worker that takes the request
 * knows it. */
static void
test_a_deadline_holds_over_two_generations(void **state)
{
	double begin, ms;
	int held, fd;

	(void)state;
	held = server_fixture_hold();
	server_fixture_reload();
	begin = process_now_ms();
	fd = server_fixture_post("/headers?timeout=1", "", 10);
	server_fixture_finish(fd, 504);
	ms = process_now_ms() - begin;
	assert_true(ms >= 1000 && ms < 4000);
	server_fixture_drain(&held, 1);
}

/* As on Debian, root has started the server, the pid file belongs to root, and
 * the next one has the rights of www-data alone. */
static void
test_a_reload_needs_no_root(void **state)
{
	struct server_options options = {.user = "www-data"};
	const char *build = getenv("OCR_BUILD");
	char module[PATH_MAX];
	const char *const reads[] = {
	    "runuser", "-u", options.user, "--", "test", "-r", module, NULL};
	struct process_result result;
	struct stat st;

	(void)state;
	snprintf(module, sizeof(module), "%s/lib/mod_ocr.so",
	    build ? build : "build");
	if (getuid() != 0) {
		print_message("not run: only root can become another user\n");
		skip();
	}
	assert_int_equal(process_run(reads, RELOAD_MS, &result), 0);
	process_result_clear(&result);
	if (result.status != 0) {
		print_message(
		    "not run: %s cannot read the module here\n", options.user);
		skip();
	}
	assert_int_equal(server_fixture_open(&options), 0);
	server_fixture_reload();
	server_fixture_reload();
	assert_int_equal(
	    stat(server_path(server_fixture, "lighttpd.pid"), &st), 0);
	assert_int_equal(st.st_uid, 0);
	wait_folders(1);
	assert_int_equal(server_fixture_teardown(state), 0);
}

static atomic_int stopping, answered, lost;

static void *
call_again_and_again(void *arg)
{
	static const char body[100000];
	struct http_request request = {
	    .path = "/headers", .body = body, .body_len = sizeof(body)};
	struct http_answer answer;

	(void)arg;
	while (!stopping) {
		if (http_send(server_fixture->port, &request, &answer) == 0 &&
		    answer.status == 200)
			answered++;
		else
			lost++;
		http_answer_clear(&answer);
	}
	return NULL;
}

static void
test_reloads_under_load_lose_nothing(void **state)
{
	pthread_t clients[CLIENTS];

	(void)state;
	stopping = answered = lost = 0;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_create(&clients[i], NULL,
				     call_again_and_again, NULL),
		    0);
	for (int i = 0; i < RELOADS; i++) {
		int before = answered;
		server_fixture_reload();
		while (answered < before + 20 && lost == 0)
			usleep(10000);
	}
	stopping = 1;
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	print_message("%d answered, %d lost in %d reloads\n", (int)answered,
	    (int)lost, RELOADS);
	assert_int_equal(lost, 0);
}

/*
 * At a reload lighttpd forks, and the process that goes on with the connections
 * may come to run only when the next lighttpd is ready and has told it to end.
 */
static void
test_a_reload_may_be_quicker_than_its_fork(void **state)
{
	int fds[3];

	(void)state;
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 200000);
	fds[2] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 2);
	server_fixture_reload();
	wait_folders(2);
	server_fixture_drain(fds, 3);
	wait_folders(1);
}

/* Returns whether the process has a handler for the signal. */
static bool
handles(pid_t pid, int sig)
{
	char path[32], *text;
	const char *caught;
	bool does;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	text = process_read_all(path);
	assert_non_null(text);
	caught = strstr(text, "SigCgt:");
	assert_non_null(caught);
	does = strtoull(caught + strlen("SigCgt:"), NULL, 16) >> (sig - 1) & 1;
	free(text);
	return does;
}

/* Reloads lighttpd, and waits until it starts anew and so has no handler of
 * SIGUSR1.  Returns false if this was over before this process could see it. */
static bool
reload_until_it_starts(void)
{
	double end = process_now_ms() + RELOAD_MS / RELOADS;

	assert_int_equal(kill(server_fixture->pid, SIGUSR1), 0);
	while (handles(server_fixture->pid, SIGUSR1))
		if (process_now_ms() > end)
			return false;
	return true;
}

/* At a reload the process runs lighttpd anew, which at first has no handlers
 * for signals. */
static void
test_signals_do_not_end_it_while_it_starts(void **state)
{
	double end;
	int reloads = 1;

	(void)state;
	while (!reload_until_it_starts())
		assert_true(reloads++ < RELOADS);
	end = process_now_ms() + RELOAD_MS;
	assert_int_equal(kill(server_fixture->pid, SIGUSR1), 0);
	assert_int_equal(kill(server_fixture->pid, SIGHUP), 0);
	while (!handles(server_fixture->pid, SIGUSR1))
		assert_true(process_now_ms() < end);
	assert_int_equal(http_status(server_fixture->port, "/healthz"), 200);
	wait_folders(1);
}

/* The pool ends with its test; lighttpd has ended before. */
static int
teardown(void **state)
{
	int rc = pool_stop(&server_fixture->pool);

	(void)state;
	free(server_fixture);
	server_fixture = NULL;
	return rc;
}

static void
test_a_stop_lets_what_runs_finish(void **state)
{
	double begin;
	int fds[4], status;

	(void)state;
	fds[0] = server_fixture_hold();
	for (int i = 1; i < 3; i++)
		fds[i] = server_fixture_post("/headers", "", 200000);
	fds[3] = server_fixture_begin("/headers");
	server_fixture_wait("queued", 2);
	begin = process_now_ms();
	assert_int_equal(kill(server_fixture->pid, SIGTERM), 0);
	for (int i = 1; i < 4; i++)
		assert_true(client_number(server_fixture_finish(fds[i], 503),
				"Retry-After") >= 1);
	assert_true(process_now_ms() - begin < AT_ONCE_MS);
	server_fixture_drain(fds, 1);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_int_equal(status, 0);
	assert_true(process_now_ms() - begin < STOP_MS);
}

static void
test_a_stop_takes_no_longer_than_two_seconds(void **state)
{
	double begin;
	int fd, status;

	(void)state;
	fd = server_fixture_hold();
	begin = process_now_ms();
	assert_int_equal(kill(server_fixture->pid, SIGTERM), 0);
	server_fixture_finish(fd, 503);
	assert_true(process_now_ms() - begin > 1000);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_true(process_now_ms() - begin < STOP_MS);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
}

/* lighttpd does not run while the time is over in which requests may finish,
 * and a while longer. */
static void
test_a_stop_answers_on_a_machine_that_stands_still(void **state)
{
	int fds[2], status;

	(void)state;
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 1);
	assert_int_equal(kill(server_fixture->pid, SIGTERM), 0);
	server_fixture_finish(fds[1], 503); /* the stop has begun */
	assert_int_equal(kill(server_fixture->pid, SIGSTOP), 0);
	usleep(STOP_MS * 1000);
	assert_int_equal(kill(server_fixture->pid, SIGCONT), 0);
	server_fixture_finish(fds[0], 503);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
}

/* The connection is there, and a part of its request has come. */
static void
test_a_stop_answers_who_has_begun_to_ask(void **state)
{
	static const char first[] = "GET /headers HTTP/1.1\r\nHo";
	static const char rest[] = "st: localhost\r\n\r\n";
	int fd = raw_request(server_fixture->port, first, sizeof(first) - 1);
	char answer[4096];
	int status;

	(void)state;
	assert_true(fd >= 0);
	/* The server accepts connections in their order. */
	assert_int_equal(http_status(server_fixture->port, "/healthz"), 200);
	assert_int_equal(kill(server_fixture->pid, SIGTERM), 0);
	assert_int_equal(raw_send(fd, rest, sizeof(rest) - 1), 0);
	assert_true(raw_read(fd, answer, sizeof(answer), STOP_MS) > 0);
	close(fd);
	assert_memory_equal(answer, "HTTP/1.1 503 ", 13);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_int_equal(status, 0);
}

static void
test_a_stop_without_requests_is_immediate(void **state)
{
	double begin = process_now_ms();
	int status;

	(void)state;
	assert_int_equal(kill(server_fixture->pid, SIGTERM), 0);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_true(process_now_ms() - begin < AT_ONCE_MS);
}

int
main(void)
{
#define STOPPED(test)                                                          \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, server_fixture_setup, teardown, &one)
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_reload_keeps_what_it_has, &one),
	    SERVER_FIXTURE_TEST(
		test_workers_that_are_busy_for_others_are_no_slots, &two),
	    SERVER_FIXTURE_TEST(
		test_a_deadline_holds_over_two_generations, &one),
	    cmocka_unit_test(test_a_reload_needs_no_root),
	    SERVER_FIXTURE_TEST(test_reloads_under_load_lose_nothing, &two),
	    SERVER_FIXTURE_TEST(
		test_a_reload_may_be_quicker_than_its_fork, &late),
	    SERVER_FIXTURE_TEST(
		test_signals_do_not_end_it_while_it_starts, &one),
	    STOPPED(test_a_stop_lets_what_runs_finish),
	    STOPPED(test_a_stop_takes_no_longer_than_two_seconds),
	    STOPPED(test_a_stop_answers_on_a_machine_that_stands_still),
	    STOPPED(test_a_stop_answers_who_has_begun_to_ask),
	    STOPPED(test_a_stop_without_requests_is_immediate),
	};

	return server_report(
	    cmocka_run_group_tests_name("restart", tests, NULL, NULL));
}
