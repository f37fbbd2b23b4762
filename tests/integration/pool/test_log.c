/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A log that nobody reads: neither requests nor the end of the pool wait for
 * it; and what it has of the headers of a request.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"

#define WORKERS 2
/* Each request is logged with a header that nearly fills a page of the pipe. */
#define REQUESTS 40

/* Starts a pool whose stderr is err, which is closed here. */
static void
start_on(int err)
{
	const char *argv[] = {
	    pool_program(), "-s", pool_fixture.sock, "-w", "2", NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = err};
	pid_t workers[POOL_MAX];

	assert_int_equal(dir_make(pool_fixture.dir), 0);
	snprintf(pool_fixture.sock, sizeof(pool_fixture.sock), "%s/sock",
	    pool_fixture.dir);
	pool_fixture.pool.workers = WORKERS;
	pool_fixture.pool.pid = process_spawn(&spec);
	close(err);
	assert_true(pool_fixture.pool.pid > 0);
	assert_int_equal(
	    pool_wait_socket(pool_fixture.sock, POOL_FIXTURE_MS), 0);
	pool_fixture_workers(workers);
}

/* Sends many requests, whose lines in the log are long. */
static void
ask_much(void)
{
	static char header[1000] = "HTTP_USER_AGENT=";
	const char *params[] = {header, NULL};
	const struct fcgi_request r = {.path = "/headers", .params = params};

	memset(header + 16, 'x', sizeof(header) - 17);
	for (int i = 0; i < REQUESTS; i++)
		pool_fixture_finish(pool_fixture_send(&r), 200);
}

/* Reads lines until one has the event.  Returns a member of that line, or -1 if
 * there is none. */
static json_int_t
read_number(FILE *f, const char *event, const char *member)
{
	char line[8192];
	json_int_t n = -1;
	json_t *json;
	const char *s;

	while (n < 0 && fgets(line, sizeof(line), f)) {
		json = json_loads(line, 0, NULL);
		if (!json)
			fail_msg("%s", line);
		s = json_string_value(json_object_get(json, "event"));
		if (s && strcmp(s, event) == 0)
			n = json_integer_value(json_object_get(json, member));
		json_decref(json);
	}
	return n;
}

static void
end_a_worker(void)
{
	pid_t workers[POOL_MAX];

	pool_fixture_workers(workers);
	kill(workers[0], SIGKILL);
	assert_int_equal(process_wait_gone(workers[0], POOL_FIXTURE_MS), 0);
	pool_fixture_workers(workers);
}

static void
drain(int fd)
{
	char bytes[4096];

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
	assert_int_equal(fcntl(fd, F_SETFL, 0), 0);
}

static void
test_a_pipe(void **state)
{
	int ends[2];
	FILE *f;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(fcntl(ends[1], F_SETPIPE_SZ, 4096) >= 4096);
	start_on(ends[1]);
	ask_much();
	/* The master writes a line, too. */
	end_a_worker();
	ask_much();
	drain(ends[0]);
	end_a_worker();
	f = fdopen(ends[0], "re");
	assert_non_null(f);
	assert_true(read_number(f, "lines were dropped", "lines") > 0);
	ask_much();
	assert_int_equal(pool_stop(&pool_fixture.pool), 0);
	fclose(f);
}

static void
test_a_fifo_without_a_reader(void **state)
{
	char path[64], old[80];
	json_t *line;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/ocr-test-log-%d", (int)getpid());
	snprintf(old, sizeof(old), "%s.old", path);
	pool_fixture_start(WORKERS, "--log", path, NULL);
	assert_int_equal(rename(path, old), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	kill(pool_fixture.pool.pid, SIGUSR1);
	line = log_reader_find(
	    old, "event", "the log was not opened again", POOL_FIXTURE_MS);
	assert_non_null(line);
	json_decref(line);
	pool_fixture_headers();
	pool_fixture_run(71, "-t", "--log", path, NULL);
	assert_int_equal(pool_stop(&pool_fixture.pool), 0);
	unlink(path);
	unlink(old);
}

/* Of a header that the program does not know, the log has the length, or the
 * value if that was asked for. */
static void
test_values_that_are_asked_for(void **state)
{
	const char *params[] = {"HTTP_X_TENANT=acme", "HTTP_X_OTHER=other",
	    "HTTP_X_AUTH_KEY=geheim", "HTTP_X_TRACE=token=geheim", NULL};
	static const char *const want[][2] = {{"X-Tenant", "acme"},
	    {"X-Other", "[5 bytes]"}, {"X-Auth-Key", "[redacted]"},
	    {"X-Trace", "[redacted]"}};
	const struct fcgi_request r = {
	    .path = "/headers", .query = "api_key=geheim", .params = params};
	json_t *line, *headers;
	char *log;

	(void)state;
	pool_fixture_run(64, "--log-headers", "X-Tenant,X-Auth-Key", NULL);
	pool_fixture_start(1, "--log-headers", "x-tenant,X-Trace", NULL);
	pool_fixture_finish(pool_fixture_send(&r), 200);
	line = pool_fixture_logged("event", "request");
	headers = json_object_get(line, "headers");
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(
		    json_string_value(json_object_get(headers, want[i][0])),
		    want[i][1]);
	json_decref(line);
	log = process_read_file(pool_fixture.log, NULL);
	assert_null(strstr(log, "geheim"));
	free(log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_a_pipe),
	    POOL_FIXTURE_TEST(test_a_fifo_without_a_reader),
	    POOL_FIXTURE_TEST(test_values_that_are_asked_for),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
